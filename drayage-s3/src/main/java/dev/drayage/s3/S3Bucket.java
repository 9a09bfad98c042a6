package dev.drayage.s3;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.json.Quotes;
import dev.drayage.s3.client.S3Client;
import dev.drayage.s3.client.S3Request;
import dev.drayage.s3.client.S3Response;
import java.io.IOException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A bucket at an S3 service, or a part of one. */
final class S3Bucket implements Bucket {
    private static final String WRITER = "x-amz-meta-drayage-writer";

    private final S3Client client;
    private final BucketAddress address;
    private final Map<String, String> encryption;
    private final S3Listing listing;
    private volatile boolean isThere;
    private volatile boolean hasConditions;

    /** @param encryption headers of what is written */
    S3Bucket(S3Client client, BucketAddress address, Map<String, String> encryption) {
        this.client = client;
        this.address = address;
        this.encryption = encryption;
        this.listing = new S3Listing(client, address);
    }

    S3Client client() {
        return client;
    }

    Map<String, String> encryption() {
        return encryption;
    }

    /** A key as the service has it. */
    String full(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("an empty text is no key");
        }
        return address.prefix() + key;
    }

    private String fullOfNew(String key) {
        BucketAddress.requireKey(key);
        return full(key);
    }

    /** An entity tag without quotes. */
    static String tag(String header) {
        return header.startsWith("\"") && header.endsWith("\"") && header.length() > 1
                ? header.substring(1, header.length() - 1)
                : header;
    }

    @Override
    public String location() {
        return address.location();
    }

    /** What messages call an object. */
    String name(String key) {
        return address.location() + "/" + Quotes.printable(key);
    }

    ContentException missing(String key) {
        return ContentNotFoundException.of(
                "there is no object " + Quotes.printable(key) + " in " + address.location(), null);
    }

    @Override
    public Optional<ObjectInfo> find(String key) throws IOException {
        try (S3Response response = client.send(S3Request.of("HEAD", full(key)), 404)) {
            if (response.status() == 404) {
                requireBucket();
                return Optional.empty();
            }
            isThere = true;
            return Optional.of(
                    info(key, response, response.header("Content-Length").orElse("")));
        }
    }

    /** A response without a body does not say whether there is a bucket at all. */
    private void requireBucket() throws IOException {
        if (!isThere) {
            client.sendAll(S3Request.ofBucket("GET")
                    .with("list-type", "2")
                    .with("max-keys", "1")
                    .with("prefix", address.prefix()));
            isThere = true;
        }
    }

    ObjectInfo info(String key, S3Response response, String size) throws ContentException {
        try {
            Instant modified = ZonedDateTime.parse(
                            response.header("Last-Modified").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return new ObjectInfo(
                    key,
                    Long.parseLong(size),
                    modified,
                    tag(response.header("ETag").orElse("")));
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new ContentException(
                    Kind.INTERNAL,
                    name(key) + ": the service does not say how large or how old it is, which S3 does; check"
                            + " AWS_ENDPOINT_URL_S3");
        }
    }

    @Override
    public Blob open(String key) throws IOException {
        return S3Blob.open(this, key);
    }

    @Override
    public Listing list(String prefix, Depth depth, @Nullable String after) throws IOException {
        return listing.page(prefix, depth, after);
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        client.sendAll(S3Request.of("PUT", fullOfNew(key)).headers(encryption).body(Blob.ofBytes(bytes)));
    }

    @Override
    public boolean putNew(String key, byte[] bytes) throws IOException {
        // A response that is lost leaves open who wrote what is there then; this tells.
        String writer = UUID.randomUUID().toString();
        Map<String, String> headers = new HashMap<>(encryption);
        headers.put("If-None-Match", "*");
        headers.put(WRITER, writer);
        S3Request request = S3Request.of("PUT", fullOfNew(key)).headers(headers).body(Blob.ofBytes(bytes));
        S3Response response = client.sendAll(request, 412);
        if (response.status() == 412) {
            return response.isUncertain() && isOf(writer, key);
        }
        requireConditions(request, key);
        return true;
    }

    private boolean isOf(String writer, String key) throws IOException {
        try (S3Response response = client.send(S3Request.of("HEAD", full(key)), 404)) {
            return response.header(WRITER).filter(writer::equals).isPresent();
        }
    }

    /** A service that does not know the condition writes whatever is there. It is asked once, with the same bytes again. */
    private void requireConditions(S3Request written, String key) throws IOException {
        if (!hasConditions) {
            if (client.sendAll(written, 412).status() != 412) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        name(key)
                                + ": the service ignores If-None-Match, by which an object is written if there is none;"
                                + " use one that knows it");
            }
            hasConditions = true;
        }
    }

    @Override
    public PartUpload begin(String key, long size) throws IOException {
        return S3Upload.begin(this, key, fullOfNew(key), size);
    }

    @Override
    public PartUpload resume(String key, String id) throws IOException {
        return S3Upload.resume(this, key, full(key), id);
    }

    @Override
    public List<OpenUpload> openUploads(String prefix) throws IOException {
        return listing.uploads(prefix);
    }

    @Override
    public void copy(String from, String to) throws IOException {
        ObjectInfo source = find(from).orElseThrow(() -> missing(from));
        new S3Copy(this, address.bucket()).copy(source, full(from), to, fullOfNew(to));
    }

    /** Leaves the first so many bytes of an object. */
    void cut(String key, long size) throws IOException {
        ObjectInfo whole = find(key).orElseThrow(() -> missing(key));
        new S3Copy(this, address.bucket()).copy(whole, size, full(key), key, full(key));
    }

    @Override
    public Map<String, String> delete(Collection<String> keys) throws IOException {
        return delete(keys, () -> true);
    }

    @Override
    public Map<String, String> delete(Collection<String> keys, BooleanSupplier inTime) throws IOException {
        return new S3Deletion(client, this, inTime).delete(keys);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    @Override
    public String toString() {
        return location();
    }
}
