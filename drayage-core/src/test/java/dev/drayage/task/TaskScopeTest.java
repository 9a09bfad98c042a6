package dev.drayage.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskScopeTest {
    private static final String NAME = "scope-under-test";

    @Test
    void joinReturnsWhenAllTasksHaveFinished() throws IOException {
        AtomicInteger done = new AtomicInteger();
        try (TaskScope scope = TaskScope.open(NAME, 3)) {
            for (int i = 0; i < 1000; i++) {
                scope.fork(done::incrementAndGet);
            }
            scope.join();
            assertThat(done).hasValue(1000);
        }
    }

    @Test
    void aScopeWithoutTasksJoinsAtOnce() throws IOException {
        try (TaskScope scope = TaskScope.open(NAME, 1)) {
            scope.join();
            scope.join();
        }
    }

    @Test
    void canBeUsedAgainAfterJoin() throws IOException {
        AtomicInteger done = new AtomicInteger();
        try (TaskScope scope = TaskScope.open(NAME, 2)) {
            scope.fork(done::incrementAndGet);
            scope.join();
            scope.fork(done::incrementAndGet);
            scope.join();
        }
        assertThat(done).hasValue(2);
    }

    @Test
    void runsAsManyTasksAtOnceAsItMayAndNoMore() throws IOException {
        int parallelism = 3;
        CyclicBarrier allAtOnce = new CyclicBarrier(parallelism);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (TaskScope scope = TaskScope.open(NAME, parallelism)) {
            for (int i = 0; i < 30 * parallelism; i++) {
                scope.fork(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    await(allAtOnce);
                    running.decrementAndGet();
                });
            }
            scope.join();
        }
        assertThat(most).hasValue(parallelism);
    }

    @Test
    void oneThreadRunsTasksInTheOrderTheyWereForked() throws IOException {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (TaskScope scope = TaskScope.open(NAME, 1)) {
            for (int i = 0; i < 100; i++) {
                int number = i;
                scope.fork(() -> order.add(number));
            }
            scope.join();
        }
        assertThat(order).hasSize(100).isSorted();
    }

    @Test
    void joinWaitsForTasksThatTasksFork() throws IOException {
        AtomicInteger done = new AtomicInteger();
        try (TaskScope scope = TaskScope.open(NAME, 2)) {
            scope.fork(() -> forkTree(scope, 10, done));
            scope.join();
        }
        assertThat(done).hasValue((1 << 11) - 1);
    }

    private static void forkTree(TaskScope scope, int depth, AtomicInteger done) {
        done.incrementAndGet();
        if (depth > 0) {
            scope.fork(() -> forkTree(scope, depth - 1, done));
            scope.fork(() -> forkTree(scope, depth - 1, done));
        }
    }

    @Test
    void theFirstFailureIsThrownAsItWas() {
        IOException first = new IOException("first");
        try (TaskScope scope = TaskScope.open(NAME, 1)) {
            scope.fork(() -> {
                throw first;
            });
            scope.fork(() -> {
                throw new IOException("second");
            });
            assertThatIOException().isThrownBy(scope::join).isSameAs(first);
            assertThatIOException().isThrownBy(scope::join).isSameAs(first);
        }
    }

    @Test
    void uncheckedFailuresAndErrorsAreThrownToo() {
        for (Throwable failure : List.of(new IllegalStateException("a"), new AssertionError("b"))) {
            try (TaskScope scope = TaskScope.open(NAME, 1)) {
                scope.fork(() -> {
                    if (failure instanceof Error e) {
                        throw e;
                    }
                    throw (RuntimeException) failure;
                });
                assertThatExceptionOfType(failure.getClass())
                        .isThrownBy(scope::join)
                        .isSameAs(failure);
            }
        }
    }

    @Test
    void theFirstFailureInterruptsRunningTasksAndDropsWaitingOnes() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicInteger dropped = new AtomicInteger();
        try (TaskScope scope = TaskScope.open(NAME, 2)) {
            scope.fork(() -> {
                running.countDown();
                interrupted.set(waitForever());
            });
            scope.fork(() -> {
                await(running);
                throw new IOException("first");
            });
            for (int i = 0; i < 100; i++) {
                scope.fork(dropped::incrementAndGet);
            }
            assertThatIOException().isThrownBy(scope::join).withMessage("first");
            assertThat(interrupted).as("ended before join returned").isTrue();
            scope.fork(dropped::incrementAndGet);
            assertThatIOException().isThrownBy(scope::join).withMessage("first");
        }
        assertThat(dropped).hasValue(0);
    }

    @Test
    void whatACancelledTaskThrowsDoesNotHideTheFirstFailure() {
        CountDownLatch running = new CountDownLatch(1);
        try (TaskScope scope = TaskScope.open(NAME, 2)) {
            scope.fork(() -> {
                running.countDown();
                waitForever();
                throw new InterruptedIOException("cancelled");
            });
            scope.fork(() -> {
                await(running);
                throw new IOException("first");
            });
            assertThatIOException().isThrownBy(scope::join).withMessage("first");
        }
    }

    @RepeatedTest(200)
    void failingAndForkingAtTheSameTimeLosesNoTaskAndNoWakeUp() {
        CyclicBarrier start = new CyclicBarrier(3);
        try (TaskScope scope = TaskScope.open(NAME, 3)) {
            for (int i = 0; i < 2; i++) {
                scope.fork(() -> {
                    await(start);
                    for (int j = 0; j < 20; j++) {
                        scope.fork(() -> {});
                    }
                });
            }
            scope.fork(() -> {
                await(start);
                throw new IOException("failed");
            });
            assertThatIOException().isThrownBy(scope::join).withMessage("failed");
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void anInterruptInJoinCancelsAllTasksAndWaitsForThem() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(2);
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger dropped = new AtomicInteger();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        AtomicInteger endedAtJoin = new AtomicInteger();
        Thread owner = new Thread(() -> {
            try (TaskScope scope = TaskScope.open(NAME, 2)) {
                for (int i = 0; i < 2; i++) {
                    scope.fork(() -> {
                        running.countDown();
                        waitForever();
                        ended.incrementAndGet();
                    });
                }
                scope.fork(dropped::incrementAndGet);
                try {
                    scope.join();
                } catch (IOException e) {
                    thrown.set(e);
                }
                stillInterrupted.set(Thread.interrupted());
                endedAtJoin.set(ended.get());
                assertThatIOException()
                        .as("joined again")
                        .isThrownBy(scope::join)
                        .isSameAs(thrown.get());
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        owner.start();
        running.await();
        owner.interrupt();
        owner.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(stillInterrupted).isTrue();
        assertThat(endedAtJoin).hasValue(2);
        assertThat(dropped).hasValue(0);
    }

    @Test
    void closeCancelsWhatRunsAndWaitsForIt() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger dropped = new AtomicInteger();
        try (TaskScope scope = TaskScope.open(NAME, 1)) {
            scope.fork(() -> {
                running.countDown();
                waitForever();
                ended.set(true);
            });
            for (int i = 0; i < 10; i++) {
                scope.fork(dropped::incrementAndGet);
            }
            await(running);
        }
        assertThat(ended).isTrue();
        assertThat(dropped).hasValue(0);
    }

    @Test
    void closeWaitsThoughInterruptedAndLeavesTheThreadInterrupted() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        TaskScope scope = TaskScope.open(NAME, 1);
        scope.fork(() -> {
            running.countDown();
            waitForever();
            ended.set(true);
        });
        await(running);
        Thread.currentThread().interrupt();
        scope.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended).isTrue();
    }

    @Test
    void aClosedScopeRefusesToForkAndJoin() throws IOException {
        TaskScope finished = TaskScope.open(NAME, 1);
        finished.join();
        finished.close();
        finished.close();
        TaskScope failed = TaskScope.open(NAME, 1);
        failed.fork(() -> {
            throw new IOException("failed");
        });
        failed.close();
        for (TaskScope scope : List.of(finished, failed)) {
            assertThatIllegalStateException().isThrownBy(() -> scope.fork(() -> {}));
            assertThatIllegalStateException().isThrownBy(scope::join);
        }
    }

    @Test
    void noThreadOutlivesTheScope() throws IOException {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        try (TaskScope scope = TaskScope.open(NAME, 4)) {
            for (int i = 0; i < 100; i++) {
                scope.fork(() -> used.add(Thread.currentThread()));
            }
            scope.join();
            assertThat(used).hasSizeLessThanOrEqualTo(4).allSatisfy(thread -> {
                assertThat(thread.getName()).startsWith(NAME + "-");
                assertThat(thread.isDaemon()).isTrue();
            });
        }
        assertThat(used).noneMatch(Thread::isAlive);
    }

    @Test
    void hasAnIdleThreadUnlessAllAreBusyOrTasksWait() throws IOException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TaskScope scope = TaskScope.open(NAME, 1)) {
            assertThat(scope.hasIdleThread()).isTrue();
            scope.fork(() -> {
                running.countDown();
                await(goOn);
            });
            await(running);
            assertThat(scope.hasIdleThread()).isFalse();
            goOn.countDown();
            scope.join();
            assertThat(scope.hasIdleThread()).isTrue();
        }
    }

    @Test
    void workIsHandedOverToAnIdleThread() throws IOException {
        AtomicReference<Thread> worker = new AtomicReference<>();
        CountDownLatch goOn = new CountDownLatch(1);
        try (TaskScope scope = TaskScope.open(NAME, 1)) {
            HelperTask piece = scope.handOver(() -> {
                await(goOn);
                worker.set(Thread.currentThread());
            });
            goOn.countDown();
            piece.await();
            piece.await();
            assertThat(worker.get()).isNotNull();
            scope.join();
        }
    }

    @Test
    void workThatNoThreadIsIdleForIsDoneAtOnce() throws IOException {
        AtomicReference<Thread> worker = new AtomicReference<>();
        AtomicReference<Thread> task = new AtomicReference<>();
        try (TaskScope scope = TaskScope.open(NAME, 1)) {
            scope.fork(() -> {
                task.set(Thread.currentThread());
                HelperTask piece = scope.handOver(() -> worker.set(Thread.currentThread()));
                assertThat(worker.get()).isSameAs(task.get());
                piece.await();
                assertThatIOException()
                        .isThrownBy(() -> scope.handOver(() -> {
                            throw new IOException("here");
                        }))
                        .withMessage("here");
            });
            scope.join();
        }
    }

    @Test
    void whoeverWaitsForWorkThatNobodyHasBegunDoesIt() throws IOException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        try (TaskScope scope = TaskScope.open(NAME, 1)) {
            scope.fork(() -> {
                running.countDown();
                await(goOn);
            });
            await(running);
            HelperTask piece = new HelperTask(done::incrementAndGet);
            scope.fork(piece::runUnlessTaken);
            piece.await();
            assertThat(done).hasValue(1);
            goOn.countDown();
            scope.join();
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void aFailureOfHandedOverWorkIsToldByTheScope() {
        try (TaskScope scope = TaskScope.open(NAME, 2)) {
            scope.fork(() -> {
                CountDownLatch begun = new CountDownLatch(1);
                HelperTask piece = scope.handOver(() -> {
                    begun.countDown();
                    throw new IOException("there");
                });
                await(begun);
                piece.await();
                waitForever();
            });
            assertThatIOException().isThrownBy(scope::join).withMessage("there");
        }
    }

    @Test
    void needsAtLeastOneThread() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskScope.open(NAME, 0))
                .withMessageContaining("0");
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(NAME))
                .toList();
    }

    /** Returns when interrupted. */
    private static boolean waitForever() {
        try {
            new CountDownLatch(1).await();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
