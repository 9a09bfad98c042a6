package dev.drayage.containerd;

import dev.drayage.containerd.api.leases.AddResourceRequest;
import dev.drayage.containerd.api.leases.CreateRequest;
import dev.drayage.containerd.api.leases.DeleteRequest;
import dev.drayage.containerd.api.leases.DeleteResourceRequest;
import dev.drayage.containerd.api.leases.LeasesGrpc;
import dev.drayage.containerd.api.leases.LeasesGrpc.LeasesBlockingStub;
import dev.drayage.containerd.api.leases.ListRequest;
import dev.drayage.containerd.api.leases.ListResourcesRequest;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The leases of one namespace of a daemon. Of what they hold, snapshots are not told. */
final class RemoteLeases implements LeaseManager {
    /** A lease's end, in RFC 3339: containerd knows it as this label alone. */
    private static final String EXPIRES = "containerd.io/gc.expire";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String CONTENT = "content";
    private static final String INGESTS = "ingests";

    private final Connection connection;
    private final LeasesBlockingStub stub;
    private final Clock clock;

    RemoteLeases(Connection connection, String namespace, Clock clock) {
        this.connection = connection;
        this.stub = CallScope.of(namespace).apply(LeasesGrpc.newBlockingStub(connection.channel()));
        this.clock = clock;
    }

    @Override
    public Lease create(@Nullable String id, @Nullable Duration lifetime, Map<String, String> labels)
            throws IOException {
        String name = id == null ? "dray-" + UUID.randomUUID() : id;
        CreateRequest.Builder request = CreateRequest.newBuilder().setId(name).putAllLabels(labels);
        if (lifetime != null) {
            request.putLabels(EXPIRES, clock.instant().plus(lifetime).toString());
        }
        CreateRequest built = request.build();
        return lease(connection
                .call("make lease " + name, stub, asked -> asked.create(built))
                .getLease());
    }

    private static Lease lease(dev.drayage.containerd.api.leases.Lease message) {
        SortedMap<String, String> labels = new TreeMap<>(message.getLabelsMap());
        String expires = labels.remove(EXPIRES);
        return new Lease(
                message.getId(), Wire.instant(message.getCreatedAt()), expires == null ? null : end(expires), labels);
    }

    /** What is no time never comes, as for containerd. */
    private static @Nullable Instant end(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public Optional<Lease> get(String id) throws IOException {
        // Others would have to be quoted for the filter, and no lease of ours is called so.
        return PLAIN.matcher(id).matches()
                ? list(ListRequest.newBuilder().addFilters("id==" + id).build()).stream()
                        .filter(lease -> lease.id().equals(id))
                        .findFirst()
                : LeaseManager.super.get(id);
    }

    @Override
    public List<Lease> list() throws IOException {
        return list(ListRequest.getDefaultInstance());
    }

    private List<Lease> list(ListRequest request) throws IOException {
        return connection.ask("list the leases", stub, asked -> asked.list(request)).getLeasesList().stream()
                .map(RemoteLeases::lease)
                .sorted(Comparator.comparing(Lease::id))
                .toList();
    }

    @Override
    public void delete(String id) throws IOException {
        DeleteRequest request = DeleteRequest.newBuilder().setId(id).build();
        connection.call("end lease " + id, stub, asked -> asked.delete(request));
    }

    @Override
    public void add(String id, Resource resource) throws IOException {
        AddResourceRequest request = AddResourceRequest.newBuilder()
                .setId(id)
                .setResource(message(resource))
                .build();
        connection.call("add to lease " + id, stub, asked -> asked.addResource(request));
    }

    @Override
    public void remove(String id, Resource resource) throws IOException {
        if (!resources(id).contains(resource)) {
            // containerd says nothing of it.
            throw ContentNotFoundException.of(
                    "lease " + id + " of " + connection.location() + " does not hold " + resource, null);
        }
        DeleteResourceRequest request = DeleteResourceRequest.newBuilder()
                .setId(id)
                .setResource(message(resource))
                .build();
        connection.call("take from lease " + id, stub, asked -> asked.deleteResource(request));
    }

    @Override
    public List<Resource> resources(String id) throws IOException {
        ListResourcesRequest request =
                ListResourcesRequest.newBuilder().setId(id).build();
        List<Resource> resources = new ArrayList<>();
        for (dev.drayage.containerd.api.leases.Resource held : connection
                .ask("see what lease " + id + " holds", stub, asked -> asked.listResources(request))
                .getResourcesList()) {
            switch (held.getType()) {
                case CONTENT -> resources.add(new Resource.Content(Wire.digest(held.getId())));
                case INGESTS -> resources.add(new Resource.Ingest(held.getId()));
                default -> {
                    // A snapshot, of which nothing is known here.
                }
            }
        }
        return resources;
    }

    private static dev.drayage.containerd.api.leases.Resource message(Resource resource) {
        dev.drayage.containerd.api.leases.Resource.Builder message =
                dev.drayage.containerd.api.leases.Resource.newBuilder();
        if (resource instanceof Resource.Content content) {
            return message.setType(CONTENT).setId(content.digest().toString()).build();
        }
        return message.setType(INGESTS)
                .setId(((Resource.Ingest) resource).ref())
                .build();
    }
}
