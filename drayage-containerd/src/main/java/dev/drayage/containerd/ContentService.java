package dev.drayage.containerd;

import dev.drayage.containerd.api.content.AbortRequest;
import dev.drayage.containerd.api.content.ContentGrpc;
import dev.drayage.containerd.api.content.DeleteContentRequest;
import dev.drayage.containerd.api.content.Info;
import dev.drayage.containerd.api.content.InfoRequest;
import dev.drayage.containerd.api.content.InfoResponse;
import dev.drayage.containerd.api.content.ListContentRequest;
import dev.drayage.containerd.api.content.ListContentResponse;
import dev.drayage.containerd.api.content.ListStatusesRequest;
import dev.drayage.containerd.api.content.ListStatusesResponse;
import dev.drayage.containerd.api.content.ReadContentRequest;
import dev.drayage.containerd.api.content.ReadContentResponse;
import dev.drayage.containerd.api.content.StatusRequest;
import dev.drayage.containerd.api.content.StatusResponse;
import dev.drayage.containerd.api.content.UpdateRequest;
import dev.drayage.containerd.api.content.UpdateResponse;
import dev.drayage.containerd.api.content.WriteContentRequest;
import dev.drayage.containerd.api.content.WriteContentResponse;
import dev.drayage.containerd.api.types.Empty;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.IngestStatus;
import dev.drayage.filter.Filter;
import dev.drayage.oci.Digest;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Answers the calls of containerd's content service as containerd itself does. */
final class ContentService extends ContentGrpc.ContentImplBase {
    private static final String LABEL = "labels.";

    private final ServedContent content;
    private final Executor listings;

    /**
     * A service of this content.
     *
     * @param listings runs what waits until its client has taken the last response; it must not be what runs calls
     */
    ContentService(ServedContent content, Executor listings) {
        this.content = content;
        this.listings = listings;
    }

    @FunctionalInterface
    private interface Question<A> {
        A ask(ContentStore store) throws IOException;
    }

    private <A> void respond(StreamObserver<A> call, Question<A> question) {
        // Or else responding to a client that is gone would be a failure, to be logged.
        ((ServerCallStreamObserver<A>) call).setOnCancelHandler(() -> {});
        A response;
        try {
            response = question.ask(store());
        } catch (IOException | RuntimeException e) {
            call.onError(GrpcErrors.toStatus(e));
            return;
        }
        call.onNext(response);
        call.onCompleted();
    }

    private ContentStore store() throws IOException {
        Caller caller = Caller.current();
        return content.of(caller.namespace(), caller.lease());
    }

    @Override
    public void info(InfoRequest request, StreamObserver<InfoResponse> call) {
        respond(call, store -> InfoResponse.newBuilder()
                .setInfo(Wire.info(require(store, Wire.digest(request.getDigest()))))
                .build());
    }

    private static ContentInfo require(ContentStore store, Digest digest) throws IOException {
        return store.info(digest)
                .orElseThrow(() -> ContentNotFoundException.of(
                        "content " + digest + " is missing from " + store.location(), null));
    }

    @Override
    public void update(UpdateRequest request, StreamObserver<UpdateResponse> call) {
        List<String> paths = request.getUpdateMask().getPathsList();
        respond(call, store -> UpdateResponse.newBuilder()
                .setInfo(Wire.info(update(store, request.getInfo(), paths)))
                .build());
    }

    private static ContentInfo update(ContentStore store, Info info, List<String> paths) throws IOException {
        Digest digest = Wire.digest(info.getDigest());
        TreeMap<String, String> changes = new TreeMap<>();
        boolean all = paths.isEmpty();
        for (String path : paths) {
            if (path.startsWith(LABEL)) {
                String key = path.substring(LABEL.length());
                changes.put(key, info.getLabelsOrDefault(key, ""));
            } else if (path.equals("labels")) {
                all = true;
            } else {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        "cannot change the field \"" + path + "\" of content " + digest + "; labels can be changed");
            }
        }
        return all ? store.replaceLabels(digest, info.getLabelsMap()) : store.label(digest, changes);
    }

    @Override
    public void list(ListContentRequest request, StreamObserver<ListContentResponse> call) {
        ListCall listing = new ListCall((ServerCallStreamObserver<ListContentResponse>) call);
        try {
            ContentStore store = store();
            Filter filter = Filter.anyOf(request.getFiltersList());
            listings.execute(() -> listing.run(store, filter));
        } catch (IOException | RuntimeException e) {
            call.onError(GrpcErrors.toStatus(e));
        }
    }

    @Override
    public void delete(DeleteContentRequest request, StreamObserver<Empty> call) {
        respond(call, store -> {
            store.delete(Wire.digest(request.getDigest()));
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void read(ReadContentRequest request, StreamObserver<ReadContentResponse> call) {
        try {
            ReadCall.begin(store(), request, (ServerCallStreamObserver<ReadContentResponse>) call);
        } catch (IOException | RuntimeException e) {
            call.onError(GrpcErrors.toStatus(e));
        }
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> call) {
        respond(call, store -> StatusResponse.newBuilder()
                .setStatus(Wire.status(store.status(request.getRef())))
                .build());
    }

    @Override
    public void listStatuses(ListStatusesRequest request, StreamObserver<ListStatusesResponse> call) {
        respond(call, store -> {
            Filter filter = Filter.anyOf(request.getFiltersList());
            ListStatusesResponse.Builder response = ListStatusesResponse.newBuilder();
            for (IngestStatus status : store.ingests()) {
                if (filter.accepts(
                        path -> path.equals(List.of("ref")) ? Optional.of(status.ref()) : Optional.empty())) {
                    response.addStatuses(Wire.status(status));
                }
            }
            return response.build();
        });
    }

    @Override
    public StreamObserver<WriteContentRequest> write(StreamObserver<WriteContentResponse> call) {
        Caller caller = Caller.current();
        return new WriteCall(() -> content.of(caller.namespace(), caller.lease()), call);
    }

    @Override
    public void abort(AbortRequest request, StreamObserver<Empty> call) {
        respond(call, store -> {
            store.abort(request.getRef());
            return Empty.getDefaultInstance();
        });
    }
}
