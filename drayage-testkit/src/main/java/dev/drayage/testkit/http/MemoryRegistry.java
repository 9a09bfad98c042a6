package dev.drayage.testkit.http;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.MemoryContent;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A registry in memory that keeps to the OCI distribution specification, as far as a client can tell; what it answers
 * goes through {@link Faults}. Thread-safe.
 */
public final class MemoryRegistry implements WireServer.Handler {
    private static final Pattern ROUTE = Pattern.compile(
            "/v2/(?<name>.+?)/(?<kind>manifests|blobs/uploads|blobs|tags/list|referrers)/?(?<rest>[^/]*)");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    /** What a registry may do or not. */
    public enum Trait {
        /** Answers ranges; without it, a whole blob to every request. */
        RANGES,
        /** Has the referrers API; without it, 404. */
        REFERRERS,
        /** Takes layers over from other repositories. */
        MOUNT
    }

    private static final class Manifest {
        private final String mediaType;
        private final byte[] bytes;

        private Manifest(String mediaType, byte[] bytes) {
            this.mediaType = mediaType;
            this.bytes = bytes;
        }
    }

    private final Map<String, byte[]> blobs = new ConcurrentSkipListMap<>();
    private final Map<String, Manifest> manifests = new ConcurrentSkipListMap<>();
    private final Map<String, String> tags = new ConcurrentSkipListMap<>();
    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Faults faults = new Faults();
    private final List<Quirk> quirks = new CopyOnWriteArrayList<>();
    private final List<Trait> traits;
    private int pageSize = 100;

    private MemoryRegistry(List<Trait> traits) {
        this.traits = List.copyOf(traits);
    }

    /** An empty registry that can do everything. */
    public static MemoryRegistry create() {
        return with(Trait.values());
    }

    /** An empty registry that can do this much. */
    public static MemoryRegistry with(Trait... traits) {
        return new MemoryRegistry(List.of(traits));
    }

    /** What goes wrong here. */
    public Faults faults() {
        return faults;
    }

    /** Lets it misbehave in these ways from now on. */
    public MemoryRegistry misbehaving(Quirk... ways) {
        quirks.addAll(List.of(ways));
        return this;
    }

    /** Lets lists have pages of so many names. */
    public MemoryRegistry paging(int names) {
        pageSize = names;
        return this;
    }

    /** Puts content into a repository; documents go in as manifests. */
    public MemoryRegistry holding(String repository, MemoryContent content, List<Descriptor> documents) {
        content.all().forEach((digest, bytes) -> blobs.put(repository + "@" + digest, bytes));
        for (Descriptor document : documents) {
            byte[] bytes = content.bytes(document.digest());
            manifests.put(repository + "@" + document.digest(), new Manifest(document.mediaType(), bytes));
            blobs.remove(repository + "@" + document.digest());
        }
        return this;
    }

    /** Gives a manifest a tag. */
    public MemoryRegistry tag(String repository, String tag, Digest digest) {
        tags.put(repository + ":" + tag, digest.toString());
        return this;
    }

    /** The bytes of a blob or manifest that is here. */
    public byte[] bytes(String repository, Digest digest) {
        String key = repository + "@" + digest;
        Manifest manifest = manifests.get(key);
        byte[] bytes = manifest != null ? manifest.bytes : blobs.get(key);
        if (bytes == null) {
            throw new IllegalArgumentException("there is no " + key);
        }
        return bytes.clone();
    }

    /** The blobs of a repository. */
    public List<String> blobs(String repository) {
        return blobs.keySet().stream()
                .filter(key -> key.startsWith(repository + "@"))
                .map(key -> key.substring(repository.length() + 1))
                .toList();
    }

    /** What a tag means. */
    public String tagged(String repository, String tag) {
        return String.valueOf(tags.get(repository + ":" + tag));
    }

    @Override
    public Reply handle(WireRequest request) {
        Supplier<Reply> reply = () -> right(request);
        for (Quirk quirk : quirks) {
            Supplier<Reply> right = reply;
            reply = () -> quirk.apply(request, right);
        }
        return faults.apply(request, reply.get());
    }

    private Reply right(WireRequest request) {
        if (request.path().equals("/v2/")) {
            return Reply.json(200, "{}");
        }
        if (request.path().equals("/v2/_catalog")) {
            return page(request, "repositories", repositories());
        }
        Matcher route = ROUTE.matcher(request.path());
        if (!route.matches()) {
            return Reply.error(404, "NAME_UNKNOWN", "no such place");
        }
        String name = route.group("name");
        String rest = route.group("rest");
        return switch (route.group("kind")) {
            case "manifests" -> manifest(request, name, rest);
            case "blobs" -> blob(request, name, rest);
            case "blobs/uploads" -> upload(request, name, rest);
            case "tags/list" -> page(request, "tags", tags(name));
            default -> referrers(request, name, rest);
        };
    }

    private Reply manifest(WireRequest request, String name, String reference) {
        if (request.method().equals("PUT")) {
            return putManifest(request, name, reference);
        }
        if (request.method().equals("DELETE")) {
            return deleteManifest(name, reference);
        }
        String digest = tags.getOrDefault(name + ":" + reference, reference);
        Manifest manifest = manifests.get(name + "@" + digest);
        if (manifest == null) {
            return Reply.error(404, "MANIFEST_UNKNOWN", "no such manifest");
        }
        return Reply.of(200, manifest.bytes)
                .with("Content-Type", manifest.mediaType)
                .with("Docker-Content-Digest", digest);
    }

    private Reply putManifest(WireRequest request, String name, String reference) {
        Digest digest = reference.indexOf(':') >= 0
                ? Digest.compute(Digest.parse(reference).algorithm(), request.body())
                : Digest.compute(DigestAlgorithm.SHA256, request.body());
        if (reference.indexOf(':') >= 0 && !reference.equals(digest.toString())) {
            return Reply.error(400, "DIGEST_INVALID", "other bytes");
        }
        String type = request.header("Content-Type").orElse("");
        manifests.put(name + "@" + digest, new Manifest(type, request.body()));
        if (reference.indexOf(':') < 0) {
            tags.put(name + ":" + reference, digest.toString());
        }
        Reply created = Reply.of(201)
                .with("Location", "/v2/" + name + "/manifests/" + digest)
                .with("Docker-Content-Digest", digest.toString());
        String subject = ManifestFields.subject(request.body());
        return subject.isEmpty() || !traits.contains(Trait.REFERRERS) ? created : created.with("OCI-Subject", subject);
    }

    private Reply deleteManifest(String name, String reference) {
        boolean isTag = reference.indexOf(':') < 0;
        boolean wasThere =
                isTag ? tags.remove(name + ":" + reference) != null : manifests.remove(name + "@" + reference) != null;
        if (!isTag) {
            tags.entrySet()
                    .removeIf(tag -> tag.getKey().startsWith(name + ":")
                            && tag.getValue().equals(reference));
        }
        return wasThere ? Reply.of(202) : Reply.error(404, "MANIFEST_UNKNOWN", "no such manifest");
    }

    private Reply blob(WireRequest request, String name, String digest) {
        byte[] bytes = blobs.get(name + "@" + digest);
        if (bytes == null) {
            return Reply.error(404, "BLOB_UNKNOWN", "no such blob");
        }
        Matcher range = RANGE.matcher(request.header("Range").orElse(""));
        Reply whole = Reply.of(200, bytes)
                .with("Content-Type", "application/octet-stream")
                .with("Docker-Content-Digest", digest);
        if (!traits.contains(Trait.RANGES) || !range.matches()) {
            return whole;
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2).isEmpty()
                ? bytes.length - 1
                : Math.min(Integer.parseInt(range.group(2)), bytes.length - 1);
        if (first > last) {
            return Reply.of(416).with("Content-Range", "bytes */" + bytes.length);
        }
        return Reply.of(206, Arrays.copyOfRange(bytes, first, last + 1))
                .with("Content-Range", "bytes " + first + "-" + last + "/" + bytes.length);
    }

    private Reply upload(WireRequest request, String name, String session) {
        return switch (request.method()) {
            case "POST" -> begin(request, name);
            case "PATCH" -> append(request, name, session);
            case "PUT" -> finish(request, name, session);
            case "GET" -> uploads.containsKey(session) ? place(204, name, session) : unknown();
            case "DELETE" -> uploads.remove(session) == null ? unknown() : Reply.of(204);
            default -> Reply.of(405);
        };
    }

    private static Reply unknown() {
        return Reply.error(404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
    }

    private Reply begin(WireRequest request, String name) {
        String mount = request.parameter("mount").orElse("");
        String from = request.parameter("from").orElse("");
        byte[] there = blobs.get(from + "@" + mount);
        if (there != null && traits.contains(Trait.MOUNT)) {
            blobs.put(name + "@" + mount, there);
            return Reply.of(201)
                    .with("Location", "/v2/" + name + "/blobs/" + mount)
                    .with("Docker-Content-Digest", mount);
        }
        String session = "s" + sessions.incrementAndGet();
        uploads.put(session, new byte[0]);
        return place(202, name, session);
    }

    private Reply append(WireRequest request, String name, String session) {
        byte[] before = uploads.get(session);
        if (before == null) {
            return unknown();
        }
        String range = request.header("Content-Range").orElse("0-0");
        if (!range.startsWith(before.length + "-")) {
            return place(416, name, session);
        }
        uploads.put(session, join(before, request.body()));
        return place(202, name, session);
    }

    private Reply finish(WireRequest request, String name, String session) {
        byte[] before = uploads.get(session);
        if (before == null) {
            return unknown();
        }
        byte[] bytes = join(before, request.body());
        Digest expected = Digest.parse(request.parameter("digest").orElse(""));
        if (!Digest.compute(expected.algorithm(), bytes).equals(expected)) {
            return Reply.error(400, "DIGEST_INVALID", "other bytes");
        }
        uploads.remove(session);
        blobs.put(name + "@" + expected, bytes);
        return Reply.of(201)
                .with("Location", "/v2/" + name + "/blobs/" + expected)
                .with("Docker-Content-Digest", expected.toString());
    }

    /** Appends to an upload what a client sent before its connection broke. */
    public void receive(String session, byte[] bytes) {
        uploads.computeIfPresent(session, (key, before) -> join(before, bytes));
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private Reply place(int status, String name, String session) {
        int length = uploads.getOrDefault(session, new byte[0]).length;
        return Reply.of(status)
                .with("Location", "/v2/" + name + "/blobs/uploads/" + session + "?state=" + length)
                .with("Range", "0-" + Math.max(0, length - 1));
    }

    private Reply referrers(WireRequest request, String name, String digest) {
        if (!traits.contains(Trait.REFERRERS)) {
            return Reply.error(404, "NOT_FOUND", "no such place");
        }
        List<String> found = manifests.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "@"))
                .filter(entry -> ManifestFields.subject(entry.getValue().bytes).equals(digest))
                .map(entry -> ManifestFields.descriptor(
                        entry.getValue().mediaType,
                        entry.getKey().substring(name.length() + 1),
                        entry.getValue().bytes))
                .toList();
        int from = Integer.parseInt(request.parameter("from").orElse("0"));
        int to = Math.min(found.size(), from + pageSize);
        Reply page = Reply.json(
                        200,
                        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                                + String.join(",", found.subList(from, to)) + "]}")
                .with("Content-Type", "application/vnd.oci.image.index.v1+json");
        return to == found.size() ? page : page.with("Link", "<" + request.path() + "?from=" + to + ">; rel=\"next\"");
    }

    private List<String> repositories() {
        return manifests.keySet().stream()
                .map(key -> key.substring(0, key.indexOf('@')))
                .distinct()
                .toList();
    }

    private List<String> tags(String name) {
        return tags.keySet().stream()
                .filter(key -> key.startsWith(name + ":"))
                .map(key -> key.substring(name.length() + 1))
                .toList();
    }

    private Reply page(WireRequest request, String key, List<String> names) {
        String last = request.parameter("last").orElse("");
        List<String> rest =
                names.stream().filter(name -> name.compareTo(last) > 0).toList();
        List<String> page = rest.stream().limit(pageSize).toList();
        Reply reply = Reply.json(
                200,
                "{\"" + key + "\":["
                        + page.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",")) + "]}");
        return page.size() == rest.size()
                ? reply
                : reply.with(
                        "Link",
                        "<" + request.path() + "?last=" + page.get(page.size() - 1) + "&n=" + pageSize
                                + ">; rel=\"next\"");
    }
}
