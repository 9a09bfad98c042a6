package dev.drayage.s3;

import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.s3.client.S3Client;
import dev.drayage.s3.client.S3Request;
import dev.drayage.s3.client.XmlElement;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a bucket has, as its service lists it. */
final class S3Listing {
    /** Behind all that begins with what it is added to: no key goes on with it. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private final S3Client client;
    private final BucketAddress address;

    S3Listing(S3Client client, BucketAddress address) {
        this.client = client;
        this.address = address;
    }

    Listing page(String prefix, Depth depth, @Nullable String after) throws IOException {
        S3Request request = S3Request.ofBucket("GET")
                .with("list-type", "2")
                .with("encoding-type", "url")
                .with("max-keys", Integer.toString(client.limits().page()))
                .with("prefix", address.prefix() + prefix);
        if (depth == Depth.FOLDER) {
            request = request.with("delimiter", "/");
        }
        if (after != null) {
            // Behind a folder comes what is not in it.
            boolean isFolder = depth == Depth.FOLDER && after.endsWith("/");
            request = request.with("start-after", address.prefix() + after + (isFolder ? LAST : ""));
        }
        String last = after;
        S3Request next = request;
        while (true) {
            XmlElement result = client.sendForXml(next);
            if (!result.name().equals("ListBucketResult")) {
                throw notSo(result.name() + " instead of a listing");
            }
            UnaryOperator<String> decoded = decoding(result);
            List<ObjectInfo> objects = new ArrayList<>();
            List<String> folders = new ArrayList<>();
            for (XmlElement child : result.all("Contents")) {
                String key = relative(decoded.apply(child.text("Key")));
                // What is called like a folder and has nothing in it is made by consoles.
                if (isAfter(key, after) && !key.isEmpty()) {
                    objects.add(object(key, child));
                }
            }
            for (XmlElement child : result.all("CommonPrefixes")) {
                String folder = relative(decoded.apply(child.text("Prefix")));
                if (isAfter(folder, after)) {
                    folders.add(folder);
                }
            }
            requireOrder(objects.stream().map(ObjectInfo::key).toList());
            requireOrder(folders);
            boolean goesOn = result.text("IsTruncated").equals("true");
            if (!goesOn) {
                return new Listing(objects, folders, null);
            }
            if (!objects.isEmpty() || !folders.isEmpty()) {
                last = later(
                        objects.isEmpty()
                                ? null
                                : objects.get(objects.size() - 1).key(),
                        folders.isEmpty() ? null : folders.get(folders.size() - 1));
                return new Listing(objects, folders, last);
            }
            // A page without anything, and more behind it: services that had to pass over much do that.
            String token = result.text("NextContinuationToken");
            if (token.isEmpty() || token.equals(next.query().get("continuation-token"))) {
                throw notSo("a listing that does not go on");
            }
            next = request.with("continuation-token", token);
        }
    }

    /** In another order what is listed after a key would leave out some, which nobody would notice. */
    private void requireOrder(List<String> keys) throws ContentException {
        for (int i = 1; i < keys.size(); i++) {
            if (KeyOrder.OF_BYTES.compare(keys.get(i - 1), keys.get(i)) >= 0) {
                throw notSo("a listing that is not in the order of keys");
            }
        }
    }

    private static @Nullable String later(@Nullable String left, @Nullable String right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return KeyOrder.OF_BYTES.compare(left, right) > 0 ? left : right;
    }

    private static boolean isAfter(String key, @Nullable String after) {
        return after == null || KeyOrder.OF_BYTES.compare(key, after) > 0;
    }

    private String relative(String key) throws ContentException {
        if (!key.startsWith(address.prefix())) {
            throw notSo("a listing with a key that was not asked for");
        }
        return key.substring(address.prefix().length());
    }

    private ContentException notSo(String what) {
        return new ContentException(
                Kind.INTERNAL,
                address.location() + ": the service gives " + what + ", which is not what S3 does; check"
                        + " AWS_ENDPOINT_URL_S3");
    }

    private static UnaryOperator<String> decoding(XmlElement result) {
        // Services that do not know the parameter send keys as they are.
        return result.text("EncodingType").equals("url")
                ? text -> URLDecoder.decode(text, StandardCharsets.UTF_8)
                : UnaryOperator.identity();
    }

    private ObjectInfo object(String key, XmlElement child) throws ContentException {
        try {
            return new ObjectInfo(
                    key,
                    Long.parseLong(child.text("Size")),
                    OffsetDateTime.parse(child.text("LastModified")).toInstant(),
                    S3Bucket.tag(child.text("ETag")));
        } catch (NumberFormatException | DateTimeParseException e) {
            throw notSo("an object without size or time");
        }
    }

    List<OpenUpload> uploads(String prefix) throws IOException {
        List<OpenUpload> uploads = new ArrayList<>();
        String keyMarker = "";
        String idMarker = "";
        while (true) {
            S3Request request = S3Request.ofBucket("GET")
                    .with("uploads", "")
                    .with("encoding-type", "url")
                    .with("prefix", address.prefix() + prefix);
            if (!keyMarker.isEmpty()) {
                request = request.with("key-marker", keyMarker).with("upload-id-marker", idMarker);
            }
            XmlElement result = client.sendForXml(request);
            UnaryOperator<String> decoded = decoding(result);
            for (XmlElement child : result.all("Upload")) {
                String key = decoded.apply(child.text("Key"));
                // Some take the prefix for a hint.
                if (key.startsWith(address.prefix() + prefix)) {
                    uploads.add(new OpenUpload(relative(key), child.text("UploadId"), began(child)));
                }
            }
            String nextKey = decoded.apply(result.text("NextKeyMarker"));
            String nextId = result.text("NextUploadIdMarker");
            if (!result.text("IsTruncated").equals("true")) {
                break;
            }
            if (nextKey.isEmpty() || (nextKey.equals(keyMarker) && nextId.equals(idMarker))) {
                throw notSo("a list of uploads that does not go on");
            }
            keyMarker = nextKey;
            idMarker = nextId;
        }
        uploads.sort(Comparator.comparing(OpenUpload::key, KeyOrder.OF_BYTES).thenComparing(OpenUpload::began));
        return uploads;
    }

    private Instant began(XmlElement child) throws ContentException {
        try {
            return OffsetDateTime.parse(child.text("Initiated")).toInstant();
        } catch (DateTimeParseException e) {
            throw notSo("an upload without a time");
        }
    }
}
