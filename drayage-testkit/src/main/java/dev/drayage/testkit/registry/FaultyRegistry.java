package dev.drayage.testkit.registry;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.server.distribution.DistributionApi;
import dev.drayage.server.distribution.DistributionOptions;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Faults;
import dev.drayage.testkit.http.Quirk;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry in memory that a {@link WireServer} serves, for what no correct HTTP server does: what it responds is right,
 * and goes through {@link Faults}. Where HTTP itself stays right, {@link InProcessRegistry} is the one to use. Thread-safe.
 */
public final class FaultyRegistry implements WireServer.Handler {
    private static final Pattern CONTENT = Pattern.compile("/v2/(?<name>.+)/(?:blobs|manifests)/(?<item>[^/]+)");

    /** What a registry may do or not. */
    public enum Trait {
        /** Answers ranges; without it, a whole blob to every request. */
        RANGES,
        /** Has the referrers API; without it, 404. */
        REFERRERS,
        /** Takes layers over from other repositories. */
        MOUNT
    }

    private final MemoryRepositories repositories = new MemoryRepositories();
    private final Faults faults = new Faults();
    private final List<Quirk> quirks = new CopyOnWriteArrayList<>();
    private final List<Trait> traits;
    private volatile ApiTransport api;

    private FaultyRegistry(List<Trait> traits) {
        this.traits = List.copyOf(traits);
        this.api = transport(DistributionOptions.defaults());
    }

    private ApiTransport transport(DistributionOptions options) {
        return new HandlerTransport(DistributionApi.over(repositories, options));
    }

    /** An empty registry that can do everything. */
    public static FaultyRegistry create() {
        return with(Trait.values());
    }

    /** An empty registry that can do this much. */
    public static FaultyRegistry with(Trait... traits) {
        return new FaultyRegistry(List.of(traits));
    }

    /** What goes wrong here. */
    public Faults faults() {
        return faults;
    }

    /** Lets it misbehave in these ways from now on. */
    public FaultyRegistry misbehaving(Quirk... ways) {
        quirks.addAll(List.of(ways));
        return this;
    }

    /** Lets lists have pages of so many names. */
    public FaultyRegistry paging(int names) {
        api = transport(DistributionOptions.defaults().withMaxPage(names));
        return this;
    }

    /** Puts content into a repository; documents go in as manifests. */
    public FaultyRegistry holding(String repository, MemoryContent content, List<Descriptor> documents) {
        repositories.holding(repository, content, documents);
        return this;
    }

    /** Gives a manifest a tag. */
    public FaultyRegistry tag(String repository, String tag, Digest digest) {
        repositories.tag(repository, tag, digest);
        return this;
    }

    /** The bytes of a blob or manifest that is here. */
    public byte[] bytes(String repository, Digest digest) {
        return repositories.repository(repository).bytes(digest);
    }

    /** The blobs of a repository. */
    public List<String> blobs(String repository) {
        return repositories.repository(repository).blobs().stream()
                .map(Digest::toString)
                .toList();
    }

    /** What a tag means. */
    public String tagged(String repository, String tag) {
        return repositories
                .repository(repository)
                .find(tag)
                .map(descriptor -> descriptor.digest().toString())
                .orElse("null");
    }

    /** Appends to an upload what a client sent before its connection broke. */
    public void receive(String session, byte[] bytes) {
        String name = repositories.holdingUpload(session).orElseThrow();
        ApiRequest request = ApiRequest.of("PATCH", "/v2/" + name + "/blobs/uploads/" + session)
                .sending(bytes);
        try {
            ApiResponse response = api.send(request);
            if (response.status() != 202) {
                throw new IllegalStateException(response.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        if (request.path().contains("/referrers/") && !traits.contains(Trait.REFERRERS)) {
            return Reply.error(404, "NOT_FOUND", "no such place");
        }
        try {
            ApiRequest parsed = parsed(request);
            return reply(parsed, api.send(parsed));
        } catch (ContentException e) {
            return unverified(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Content that a test has damaged is sent as it is: that the client finds out is what is tested. */
    private Reply unverified(WireRequest request) {
        Matcher content = CONTENT.matcher(request.path());
        if (!content.matches()) {
            throw new IllegalStateException("damaged, and not asked for: " + request);
        }
        MemoryRepository repository = repositories.repository(content.group("name"));
        Descriptor found = repository.find(content.group("item")).orElse(null);
        Digest digest = found == null ? Digest.parse(content.group("item")) : found.digest();
        return Reply.of(200, repository.bytes(digest))
                .with("Content-Type", found == null ? "application/octet-stream" : found.mediaType())
                .with("Docker-Content-Digest", digest.toString());
    }

    private ApiRequest parsed(WireRequest request) {
        String target = request.target();
        if (!traits.contains(Trait.MOUNT)) {
            target = target.replaceAll("(?<=[?&])(mount|from)=[^&]*&?", "");
        }
        ApiRequest parsed = ApiRequest.of(request.method(), target).sending(request.body());
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            boolean isKept = !header.getKey().equals("range") || traits.contains(Trait.RANGES);
            parsed = isKept ? parsed.with(header.getKey(), header.getValue()) : parsed;
        }
        return parsed;
    }

    private Reply reply(ApiRequest request, ApiResponse response) {
        Reply reply = Reply.of(response.status(), response.body());
        Map<String, List<String>> headers = new LinkedHashMap<>();
        response.headers().forEach(header -> headers.put(header.getKey(), response.headers(header.getKey())));
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            reply = switch (header.getKey()) {
                // Of a body that is sent it is known; faults may put another in its place.
                case "Content-Length" -> request.method().equals("HEAD") ? reply.claiming(length(header)) : reply;
                case "OCI-Subject" ->
                    traits.contains(Trait.REFERRERS) ? reply.withAll(header.getKey(), header.getValue()) : reply;
                case "Location" ->
                    reply.with(
                            "Location",
                            located(request, response, header.getValue().get(0)));
                default -> reply.withAll(header.getKey(), header.getValue());
            };
        }
        return reply;
    }

    /** As registries do that keep the state of an upload in its address, which changes with each piece. */
    private static String located(ApiRequest request, ApiResponse response, String location) {
        if (!location.contains("/blobs/uploads/")) {
            return location;
        }
        String range = response.header("Range").orElse("0-0");
        long last = Long.parseLong(range.substring(range.indexOf('-') + 1));
        return location + "?state=" + (request.method().equals("POST") || last == 0 ? 0 : last + 1);
    }

    private static long length(Map.Entry<String, List<String>> header) {
        return Long.parseLong(header.getValue().get(0));
    }
}
