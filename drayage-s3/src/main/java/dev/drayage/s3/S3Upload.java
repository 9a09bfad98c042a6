package dev.drayage.s3;

import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.s3.client.S3Exception;
import dev.drayage.s3.client.S3Request;
import dev.drayage.s3.client.S3Response;
import dev.drayage.s3.client.XmlElement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A multipart upload. Its id says how large parts are, which services do not keep. */
final class S3Upload implements PartUpload {
    /** No upload has more. */
    static final int MAX_PARTS = 10_000;

    /** No part but the last may be smaller. */
    private static final long LEAST_PART = 5 << 20;

    private static final long PART = 8 << 20;

    /** Enough for 160 GB. */
    private static final long PART_OF_UNKNOWN = 16 << 20;

    private static final Pattern ID = Pattern.compile("(\\d{1,12}):(.+)", Pattern.DOTALL);

    private final S3Bucket bucket;
    private final String key;
    private final String full;
    private final String id;
    private final long partSize;

    /** The tags of the parts that were written here, by number. */
    private final Map<Integer, String> written = new ConcurrentHashMap<>();

    private S3Upload(S3Bucket bucket, String key, String full, String id, long partSize) {
        this.bucket = bucket;
        this.key = key;
        this.full = full;
        this.id = id;
        this.partSize = partSize;
    }

    static S3Upload begin(S3Bucket bucket, String key, String full, long size) throws IOException {
        long part = size < 0 ? PART_OF_UNKNOWN : Math.max(PART, roundedUp((size + MAX_PARTS - 1) / MAX_PARTS));
        XmlElement begun = bucket.client()
                .sendForXml(S3Request.of("POST", full).with("uploads", "").headers(bucket.encryption()));
        String id = begun.text("UploadId");
        if (id.isEmpty()) {
            throw new ContentException(
                    Kind.INTERNAL, bucket.name(key) + ": the service begins an upload and gives it no id");
        }
        return new S3Upload(bucket, key, full, id, part);
    }

    private static long roundedUp(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20 << 20;
    }

    static S3Upload resume(S3Bucket bucket, String key, String full, String id) throws IOException {
        Matcher own = ID.matcher(id);
        if (own.matches()) {
            S3Upload upload = new S3Upload(bucket, key, full, own.group(2), Long.parseLong(own.group(1)));
            upload.requireOpen(upload.list());
            return upload;
        }
        // As a service lists it: the first part tells.
        S3Upload asked = new S3Upload(bucket, key, full, id, PART);
        SortedMap<Integer, Part> parts = asked.list();
        asked.requireOpen(parts);
        long largest = parts.values().stream().mapToLong(Part::size).max().orElse(0);
        if (parts.isEmpty() || parts.containsKey(1) || parts.size() > 1) {
            return new S3Upload(bucket, key, full, id, largest < LEAST_PART ? PART_OF_UNKNOWN : largest);
        }
        throw new ContentException(
                Kind.FAILED_PRECONDITION,
                bucket.name(key) + ": nobody can say how large the parts of this upload are; abort it");
    }

    /** Some services list no parts of what they do not know, as of what has none yet. */
    private void requireOpen(SortedMap<Integer, Part> parts) throws IOException {
        if (parts.isEmpty()
                && bucket.openUploads(key).stream().noneMatch(open -> open.id().equals(id))) {
            throw gone();
        }
    }

    /** A part that is there. */
    private record Part(long size, String tag) {}

    S3Request request(String method) {
        return S3Request.of(method, full).with("uploadId", id);
    }

    private SortedMap<Integer, Part> list() throws IOException {
        SortedMap<Integer, Part> parts = new TreeMap<>();
        String marker = "";
        while (true) {
            XmlElement result;
            try {
                S3Request request = request("GET");
                result = bucket.client()
                        .sendForXml(marker.isEmpty() ? request : request.with("part-number-marker", marker));
            } catch (S3Exception e) {
                throw isGone(e) ? gone() : e;
            }
            try {
                for (XmlElement part : result.all("Part")) {
                    parts.put(
                            Integer.parseInt(part.text("PartNumber")),
                            new Part(Long.parseLong(part.text("Size")), part.text("ETag")));
                }
            } catch (NumberFormatException e) {
                throw new ContentException(
                        Kind.INTERNAL, bucket.name(key) + ": the service lists a part without size", e);
            }
            String next = result.text("NextPartNumberMarker");
            if (!result.text("IsTruncated").equals("true") || next.equals(marker) || next.isEmpty()) {
                return parts;
            }
            marker = next;
        }
    }

    /** Ids that no service has given are refused in several ways. */
    private static boolean isGone(S3Exception e) {
        return e.code().equals("NoSuchUpload")
                || (e.status() == 404 && !e.code().equals("NoSuchBucket"))
                || (e.status() == 400 && e.code().equals("InvalidArgument"));
    }

    private ContentNotFoundException gone() {
        return ContentNotFoundException.of(
                "there is no upload with this id for " + bucket.name(key)
                        + "; it was completed or aborted, or never begun",
                null);
    }

    @Override
    public String id() {
        return partSize + ":" + id;
    }

    @Override
    public long partSize() {
        return partSize;
    }

    @Override
    public SortedMap<Integer, Long> parts() throws IOException {
        SortedMap<Integer, Long> sizes = new TreeMap<>();
        list().forEach((number, part) -> sizes.put(number, part.size()));
        return sizes;
    }

    @Override
    public void put(int number, Blob part) throws IOException {
        if (number < 1 || number > MAX_PARTS) {
            throw new IllegalArgumentException(
                    "parts have numbers from 1 to " + MAX_PARTS + ", and " + bucket.name(key) + " is given part "
                            + number + (number < 1 ? "" : ": it is larger than was said when it was begun"));
        }
        if (part.size() > partSize) {
            throw new IllegalArgumentException("part " + number + " of " + bucket.name(key) + " has " + part.size()
                    + " bytes, more than the " + partSize + " of a part");
        }
        try {
            S3Response response = bucket.client()
                    .sendAll(request("PUT")
                            .with("partNumber", Integer.toString(number))
                            .header("Content-MD5", ContentMd5.of(part))
                            .body(part));
            written.put(number, response.header("ETag").orElse(""));
        } catch (S3Exception e) {
            throw isGone(e) ? gone() : e;
        }
    }

    @Override
    public void complete(long size) throws IOException {
        completeFirst(MAX_PARTS, size);
    }

    @Override
    public void completeFirst(int count, long size) throws IOException {
        SortedMap<Integer, Part> all = list();
        SortedMap<Integer, Part> parts = all.headMap(count + 1);
        int expected = 1;
        long found = 0;
        for (Map.Entry<Integer, Part> part : parts.entrySet()) {
            boolean isLast = part.getKey().equals(parts.lastKey());
            if (part.getKey() != expected || (!isLast && part.getValue().size() != partSize)) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        bucket.name(key) + ": part " + expected
                                + " is missing or short; write it, and complete it then");
            }
            expected++;
            found += part.getValue().size();
        }
        if (found != size) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    bucket.name(key) + ": its parts have " + found + " bytes, and " + size + " were expected");
        }
        if (size == 0) {
            // An upload has a part at least.
            bucket.put(key, new byte[0]);
            abort();
            return;
        }
        try {
            putTogether(parts, size);
        } catch (S3Exception e) {
            if (!e.code().equals("InvalidPart") || all.size() == parts.size()) {
                throw e;
            }
            // Ceph takes all parts or none.
            putTogether(all, all.values().stream().mapToLong(Part::size).sum());
            bucket.cut(key, size);
        }
    }

    /** Makes the object of the parts that are there, whatever their sizes. */
    void putTogether(long size) throws IOException {
        putTogether(list(), size);
    }

    private void putTogether(SortedMap<Integer, Part> parts, long size) throws IOException {
        requireOwn(parts);
        StringBuilder xml =
                new StringBuilder("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        parts.forEach((number, part) -> xml.append("<Part><PartNumber>")
                .append(number)
                .append("</PartNumber><ETag>")
                .append(XmlElement.escape(part.tag()))
                .append("</ETag></Part>"));
        byte[] body = xml.append("</CompleteMultipartUpload>").toString().getBytes(StandardCharsets.UTF_8);
        try {
            XmlElement unused = bucket.client()
                    .sendForXml(request("POST")
                            .header("Content-Type", "application/xml")
                            .body(Blob.ofBytes(body)));
        } catch (S3Exception e) {
            // Perhaps it was done, and the response was lost.
            if (!isGone(e) || !isMadeOf(parts, size)) {
                throw isGone(e) ? gone() : e;
            }
        }
    }

    /** What was written here has to be what is there: another writer of the same upload would have other bytes. */
    private void requireOwn(SortedMap<Integer, Part> parts) throws ContentException {
        for (Map.Entry<Integer, String> own : written.entrySet()) {
            if (own.getKey() > parts.lastKey()) {
                continue; // thrown away
            }
            Part there = parts.get(own.getKey());
            if (there == null
                    || (!own.getValue().isEmpty() && !S3Bucket.tag(there.tag()).equals(S3Bucket.tag(own.getValue())))) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        bucket.name(key) + ": part " + own.getKey()
                                + " is not as it was written here; another writer has the same upload, so begin it again");
            }
        }
    }

    private boolean isMadeOf(SortedMap<Integer, Part> parts, long size) throws IOException {
        Optional<ObjectInfo> found = bucket.find(key);
        return found.isPresent()
                && found.get().size() == size
                && found.get().tag().equals(tag(parts).orElse("?"));
    }

    /** The tag that services give to an object of these parts; empty where theirs are no digests. */
    private static Optional<String> tag(SortedMap<Integer, Part> parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (Part part : parts.values()) {
                digest.update(HexFormat.of().parseHex(S3Bucket.tag(part.tag())));
            }
            return Optional.of(HexFormat.of().formatHex(digest.digest()) + "-" + parts.size());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void abort() throws IOException {
        try {
            S3Response unused = bucket.client().sendAll(request("DELETE"), 404);
        } catch (S3Exception e) {
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        // The service keeps the parts.
    }
}
