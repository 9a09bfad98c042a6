package dev.drayage.containerd;

import dev.drayage.containerd.api.content.AbortRequest;
import dev.drayage.containerd.api.content.ContentGrpc;
import dev.drayage.containerd.api.content.ContentGrpc.ContentBlockingStub;
import dev.drayage.containerd.api.content.DeleteContentRequest;
import dev.drayage.containerd.api.content.Info;
import dev.drayage.containerd.api.content.InfoRequest;
import dev.drayage.containerd.api.content.ListContentRequest;
import dev.drayage.containerd.api.content.ListContentResponse;
import dev.drayage.containerd.api.content.ListStatusesRequest;
import dev.drayage.containerd.api.content.Status;
import dev.drayage.containerd.api.content.StatusRequest;
import dev.drayage.containerd.api.content.UpdateRequest;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The content of one namespace of a daemon. */
final class RemoteContent implements ContentStore {
    private final Connection connection;
    private final String location;
    private final CallScope scope;
    private final WriteLease lease;
    private final ContentBlockingStub stub;
    private final @Nullable LocalBlobs local;

    RemoteContent(
            Connection connection, CallScope scope, WriteLease lease, String location, @Nullable LocalBlobs local) {
        this.connection = connection;
        this.scope = scope;
        this.lease = lease;
        this.location = location;
        this.local = local;
        this.stub = scope.apply(ContentGrpc.newBlockingStub(connection.channel()));
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        ContentInfo info =
                info(descriptor.digest()).orElseThrow(() -> ContentNotFoundException.of(descriptor, location));
        Optional<Blob> file = local == null ? Optional.empty() : local.open(info);
        return file.isPresent() ? file.get() : new RemoteBlob(connection, scope, descriptor, location, info.size());
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        try {
            return Optional.of(require(digest));
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        }
    }

    /** What is known of content that must be there. */
    ContentInfo require(Digest digest) throws IOException {
        InfoRequest request =
                InfoRequest.newBuilder().setDigest(digest.toString()).build();
        return Wire.info(connection
                .ask("look for blob " + digest, stub, asked -> asked.info(request))
                .getInfo());
    }

    @Override
    public ContentInfo label(Digest digest, Map<String, String> changes) throws IOException {
        // Without a path, all labels would be replaced.
        return changes.isEmpty()
                ? require(digest)
                : update(
                        digest,
                        changes,
                        changes.keySet().stream().map(key -> "labels." + key).toList());
    }

    @Override
    public ContentInfo replaceLabels(Digest digest, Map<String, String> labels) throws IOException {
        return update(digest, labels, List.of("labels"));
    }

    private ContentInfo update(Digest digest, Map<String, String> labels, List<String> paths) throws IOException {
        UpdateRequest request = UpdateRequest.newBuilder()
                .setInfo(Info.newBuilder().setDigest(digest.toString()).putAllLabels(labels))
                .setUpdateMask(Wire.mask(paths))
                .build();
        return Wire.info(connection
                .call("label blob " + digest, stub, asked -> asked.update(request))
                .getInfo());
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        Iterator<ListContentResponse> responses = stub.list(ListContentRequest.getDefaultInstance());
        while (hasNext(responses)) {
            for (Info info : responses.next().getInfoList()) {
                visitor.visit(Wire.info(info));
            }
        }
    }

    private boolean hasNext(Iterator<ListContentResponse> responses) throws IOException {
        try {
            return responses.hasNext();
        } catch (StatusRuntimeException e) {
            throw connection.failed("list the content", e.getStatus());
        }
    }

    @Override
    public void delete(Digest digest) throws IOException {
        DeleteContentRequest request =
                DeleteContentRequest.newBuilder().setDigest(digest.toString()).build();
        connection.call("delete blob " + digest, stub, asked -> asked.delete(request));
    }

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        if (ref.isEmpty()) {
            throw new ContentException(Kind.INVALID_ARGUMENT, "an ingest of " + location + " needs a ref");
        }
        return RemoteWriter.open(connection, new CallScope(scope.namespace(), lease.id()), this, ref, expected);
    }

    @Override
    public IngestStatus status(String ref) throws IOException {
        StatusRequest request = StatusRequest.newBuilder().setRef(ref).build();
        return Wire.status(connection
                .ask("look for ingest " + ref, stub, asked -> asked.status(request))
                .getStatus());
    }

    @Override
    public List<IngestStatus> ingests() throws IOException {
        List<IngestStatus> ingests = new ArrayList<>();
        for (Status status : connection
                .ask("list the ingests", stub, asked -> asked.listStatuses(ListStatusesRequest.getDefaultInstance()))
                .getStatusesList()) {
            ingests.add(Wire.status(status));
        }
        ingests.sort(Comparator.comparing(IngestStatus::ref));
        return ingests;
    }

    @Override
    public void abort(String ref) throws IOException {
        AbortRequest request = AbortRequest.newBuilder().setRef(ref).build();
        connection.call("abort ingest " + ref, stub, asked -> asked.abort(request));
    }

    /** Throws an ingest away that may be gone already. */
    void abortIfThere(String ref) throws IOException {
        try {
            abort(ref);
        } catch (ContentNotFoundException e) {
            // It is.
        }
    }
}
