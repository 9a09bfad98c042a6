package dev.drayage.s3;

import dev.drayage.content.Blob;
import dev.drayage.json.Quotes;
import dev.drayage.s3.client.S3Client;
import dev.drayage.s3.client.S3Exception;
import dev.drayage.s3.client.S3Request;
import dev.drayage.s3.client.XmlElement;
import dev.drayage.task.Retries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Removes objects, a thousand with a request where the service can. */
final class S3Deletion {
    private static final int AT_ONCE = 1000;

    private final S3Client client;
    private final S3Bucket bucket;
    private final BooleanSupplier inTime;

    /** Removes from a bucket as long as that may be asked for. */
    S3Deletion(S3Client client, S3Bucket bucket, BooleanSupplier inTime) {
        this.client = client;
        this.bucket = bucket;
        this.inTime = inTime;
    }

    /** What could not be removed, with why. */
    Map<String, String> delete(Collection<String> keys) throws IOException {
        Map<String, String> failed = new LinkedHashMap<>();
        List<String> batch = new ArrayList<>();
        for (String key : new LinkedHashSet<>(keys)) {
            if (!XmlElement.canSay(bucket.full(key))) {
                deleteOne(key, failed);
                continue;
            }
            batch.add(key);
            if (batch.size() == AT_ONCE) {
                deleteAll(batch, failed);
                batch.clear();
            }
        }
        if (batch.size() == 1) {
            deleteOne(batch.get(0), failed);
        } else if (!batch.isEmpty()) {
            deleteAll(batch, failed);
        }
        return failed;
    }

    private void deleteAll(List<String> batch, Map<String, String> failed) throws IOException {
        Retries retries = client.retries();
        List<String> left = new ArrayList<>(batch);
        while (!left.isEmpty()) {
            XmlElement result;
            try {
                result = client.sendForXml(request(left));
            } catch (S3Exception e) {
                if (e.code().equals("NotImplemented") || e.status() == 405 || e.status() == 501) {
                    for (String key : left) {
                        deleteOne(key, failed);
                    }
                    return;
                }
                throw e;
            }
            Map<String, String> again = new LinkedHashMap<>();
            for (XmlElement error : result.all("Error")) {
                String code = error.text("Code");
                String key = relative(error.text("Key"), left);
                String why = bucket.name(key) + ": it cannot be removed ("
                        + Quotes.escape(code + (error.text("Message").isEmpty() ? "" : ": " + error.text("Message")))
                        + ")" + (code.equals("AccessDenied") ? "; give the access key s3:DeleteObject" : "");
                switch (code) {
                    case "NoSuchKey" -> {
                        // As good as removed.
                    }
                    case "InternalError", "SlowDown", "ServiceUnavailable" -> again.put(key, why);
                    default -> failed.put(key, why);
                }
            }
            if (!again.isEmpty() && !retries.failed()) {
                failed.putAll(again);
                return;
            }
            left = new ArrayList<>(again.keySet());
            if (!left.isEmpty()) {
                retries.pause();
            }
        }
    }

    /** Only what was asked for can have failed. */
    private String relative(String full, List<String> asked) {
        for (String key : asked) {
            if (bucket.full(key).equals(full)) {
                return key;
            }
        }
        return full;
    }

    private S3Request request(List<String> keys) throws IOException {
        StringBuilder xml =
                new StringBuilder("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>");
        for (String key : keys) {
            xml.append("<Object><Key>")
                    .append(XmlElement.escape(bucket.full(key)))
                    .append("</Key></Object>");
        }
        Blob body = Blob.ofBytes(xml.append("</Delete>").toString().getBytes(StandardCharsets.UTF_8));
        return S3Request.ofBucket("POST")
                .with("delete", "")
                // S3 asks for it with this request, and services beside it know no newer checksum.
                .header("Content-MD5", ContentMd5.of(body))
                .header("Content-Type", "application/xml")
                .body(body)
                .only(inTime);
    }

    private void deleteOne(String key, Map<String, String> failed) throws IOException {
        try {
            client.sendAll(S3Request.of("DELETE", bucket.full(key)).only(inTime), 404);
        } catch (S3Exception e) {
            if (e.code().equals("AccessDenied")) {
                failed.put(key, String.valueOf(e.getMessage()));
            } else {
                throw e;
            }
        }
    }
}
