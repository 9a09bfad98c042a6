package dev.drayage.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrentRequestsTest {
    @Test
    void refusesWhatWouldTakeTheThreadsOfOthers() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        CountDownLatch released = new CountDownLatch(1);
        Handler handler = new ConcurrentRequests(
                request -> {
                    arrived.countDown();
                    await(released);
                    return Response.of(200);
                },
                2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> first = threads.submit(() -> status(handler));
            Future<Integer> second = threads.submit(() -> status(handler));
            arrived.await();
            assertThat(status(handler)).isEqualTo(503);
            released.countDown();
            assertThat(first.get()).isEqualTo(200);
            assertThat(second.get()).isEqualTo(200);
            assertThat(status(handler)).isEqualTo(200);
        } finally {
            released.countDown();
            threads.shutdown();
        }
    }

    private static int status(Handler handler) throws IOException {
        return handler.handle(FakeRequest.get("/v2/")).status();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
