package dev.drayage.s3;

import dev.drayage.bucket.ObjectInfo;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.s3.access.UriText;
import dev.drayage.s3.client.S3Exception;
import dev.drayage.s3.client.S3Limits;
import dev.drayage.s3.client.S3Request;
import dev.drayage.s3.client.XmlElement;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.Map;

/** Has a service copy an object: with one request, or where it is too large for that in parts. */
final class S3Copy {
    private static final int AT_ONCE = 8;

    private final S3Bucket bucket;
    private final String bucketName;

    S3Copy(S3Bucket bucket, String bucketName) {
        this.bucket = bucket;
        this.bucketName = bucketName;
    }

    void copy(ObjectInfo source, String from, String key, String to) throws IOException {
        copy(source, source.size(), from, key, to);
    }

    /** Copies the first so many bytes of an object. */
    void copy(ObjectInfo source, long size, String from, String key, String to) throws IOException {
        S3Limits limits = bucket.client().limits();
        Map<String, String> origin = Map.of(
                "x-amz-copy-source", "/" + bucketName + "/" + UriText.encodePath(from),
                "x-amz-copy-source-if-match", "\"" + source.tag() + "\"");
        try {
            if (size == source.size() && size <= limits.copyBytes()) {
                XmlElement unused = bucket.client()
                        .sendForXml(S3Request.of("PUT", to)
                                .headers(bucket.encryption())
                                .headers(origin));
                return;
            }
            copyParts(size, origin, key, to, limits);
        } catch (S3Exception e) {
            if (e.status() == 412) {
                throw new ContentException(
                        Kind.UNAVAILABLE,
                        bucket.name(source.key()) + " was replaced while it was copied; try again",
                        e);
            }
            if (e.code().equals("NoSuchKey")) {
                throw bucket.missing(source.key());
            }
            throw e;
        }
    }

    private void copyParts(long size, Map<String, String> origin, String key, String to, S3Limits limits)
            throws IOException {
        long part = Math.max(limits.copyPart(), (size + S3Upload.MAX_PARTS - 1) / S3Upload.MAX_PARTS);
        try (S3Upload upload = S3Upload.begin(bucket, key, to, size)) {
            boolean done = false;
            try (TaskScope scope = TaskScope.open("copy", AT_ONCE)) {
                int number = 1;
                for (long at = 0; at < size; at += part, number++) {
                    int each = number;
                    String range = "bytes=" + at + "-" + (Math.min(size, at + part) - 1);
                    scope.fork(() -> {
                        XmlElement unused = bucket.client()
                                .sendForXml(upload.request("PUT")
                                        .with("partNumber", Integer.toString(each))
                                        .headers(origin)
                                        .header("x-amz-copy-source-range", range));
                    });
                }
                scope.join();
                upload.putTogether(size);
                done = true;
            } finally {
                if (!done) {
                    upload.abort();
                }
            }
        }
    }
}
