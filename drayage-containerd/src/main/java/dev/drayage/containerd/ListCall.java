package dev.drayage.containerd;

import dev.drayage.containerd.api.content.Info;
import dev.drayage.containerd.api.content.ListContentResponse;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentStore;
import dev.drayage.filter.Filter;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists content as fast as the client takes it, so that no listing is ever in memory. */
final class ListCall {
    private static final int BATCH = 100;

    private final ServerCallStreamObserver<ListContentResponse> call;
    private final List<Info> batch = new ArrayList<>();

    ListCall(ServerCallStreamObserver<ListContentResponse> call) {
        this.call = call;
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::wake);
    }

    /** Lists what a filter accepts; by another thread than those that tell that the client is ready. */
    void run(ContentStore store, Filter filter) {
        try {
            store.walk(info -> {
                if (filter.accepts(path -> field(info, path))) {
                    batch.add(Wire.info(info));
                }
                if (batch.size() == BATCH) {
                    send();
                }
            });
            if (!batch.isEmpty()) {
                send();
            }
            call.onCompleted();
        } catch (IOException | RuntimeException e) {
            if (!call.isCancelled()) {
                call.onError(GrpcErrors.toStatus(e));
            }
        }
    }

    private static Optional<String> field(ContentInfo info, List<String> path) {
        return switch (path.get(0)) {
            case "digest" -> Optional.of(info.digest().toString());
            case "labels" -> Optional.ofNullable(info.labels().get(String.join(".", path.subList(1, path.size()))));
            default -> Optional.empty();
        };
    }

    private void send() throws IOException {
        awaitReady();
        call.onNext(ListContentResponse.newBuilder().addAllInfo(batch).build());
        batch.clear();
    }

    private synchronized void awaitReady() throws IOException {
        while (!call.isReady()) {
            if (call.isCancelled()) {
                throw new InterruptedIOException("the client listens no more");
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while content is listed");
            }
        }
    }

    private synchronized void wake() {
        notifyAll();
    }
}
