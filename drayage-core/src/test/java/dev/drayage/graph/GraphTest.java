package dev.drayage.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.content.ContentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walking and dispatching, over graphs that are drawn by hand. */
@Timeout(60)
class GraphTest {
    private static final Limits LIMITS = Limits.defaults();

    @Test
    void walksDepthFirstAndInOrder() throws IOException {
        Drawing graph = new Drawing()
                .edge("root", "a", "b")
                .edge("a", "a1", "a2")
                .edge("b", "b1")
                .edge("other", "o1");
        assertThat(graph.walked(LIMITS, "root", "other"))
                .containsExactly("root", "a", "a1", "a2", "b", "b1", "other", "o1");
    }

    @Test
    void whatIsSharedIsHandledOnceWhereItComesFirst() throws IOException {
        Drawing diamond =
                new Drawing().edge("root", "a", "b").edge("a", "shared").edge("b", "shared", "c");
        assertThat(diamond.walked(LIMITS, "root", "a", "root")).containsExactly("root", "a", "shared", "b", "c");
    }

    @Test
    void theSameDigestUnderAnotherMediaTypeIsAnotherThing() throws IOException {
        Descriptor index = Drawing.node("x");
        Descriptor blob = index.withMediaType(MediaTypes.OCTET_STREAM);
        List<String> types = new ArrayList<>();
        Graph.walk(
                descriptor -> {
                    types.add(descriptor.mediaType());
                    return List.of();
                },
                LIMITS,
                List.of(index, blob, index.withAnnotation("a", "b"), blob));
        assertThat(types).containsExactly(index.mediaType(), MediaTypes.OCTET_STREAM);
    }

    @Test
    void aCycleEndsWhereItCloses() throws IOException {
        Drawing graph = new Drawing()
                .edge("self", "self", "leaf")
                .edge("a", "b")
                .edge("b", "c")
                .edge("c", "a", "self");
        assertThat(graph.walked(LIMITS, "a")).containsExactly("a", "b", "c", "self", "leaf");
        assertThat(graph.dispatched(LIMITS, 3, "a")).containsExactlyInAnyOrder("a", "b", "c", "self", "leaf");
    }

    @Test
    void fortyLevelsOfTwoEqualChildrenAreFortyOneNodes() throws IOException {
        Drawing bomb = new Drawing();
        for (int level = 0; level < 40; level++) {
            bomb.edge("level" + level, "level" + (level + 1), "level" + (level + 1));
        }
        assertThat(bomb.walked(LIMITS, "level0")).hasSize(41);
        assertThat(bomb.dispatched(LIMITS, 4, "level0")).hasSize(41);
    }

    @Test
    void walkAndDispatchHandleTheSameOnceEach() {
        Randomized.check(50, random -> {
            int nodes = 1 + random.nextInt(40);
            Drawing graph = new Drawing();
            for (int i = 0; i < nodes; i++) {
                String[] children = new String[random.nextInt(5)];
                for (int j = 0; j < children.length; j++) {
                    children[j] = "n" + random.nextInt(nodes);
                }
                graph.edge("n" + i, children);
            }
            Set<String> reachable = graph.reachable("n0");
            assertThat(graph.walked(LIMITS, "n0")).containsExactlyInAnyOrderElementsOf(reachable);
            int parallelism = 1 + random.nextInt(4);
            assertThat(graph.dispatched(LIMITS, parallelism, "n0")).containsExactlyInAnyOrderElementsOf(reachable);
        });
    }

    @Test
    void aChainOfTenThousandIsOverTheLimit() {
        Drawing chain = new Drawing();
        for (int i = 0; i < 10_000; i++) {
            chain.edge("n" + i, "n" + (i + 1));
        }
        Limits deepest = Limits.defaults().withMaxLevels(1000);
        for (Limits limits : List.of(LIMITS, deepest)) {
            String problem = Drawing.node("n" + limits.maxLevels()).digest() + " lies deeper than " + limits.maxLevels()
                    + " levels";
            assertOverLimit(() -> chain.walked(limits, "n0"), problem);
            assertOverLimit(() -> chain.dispatched(limits, 2, "n0"), problem);
        }
    }

    @Test
    void asManyLevelsAsTheLimitSaysAreFollowed() throws IOException {
        Drawing chain = new Drawing().edge("a", "b").edge("b", "c");
        assertThat(chain.walked(Limits.defaults().withMaxLevels(3).withMaxDescriptors(100), "a"))
                .containsExactly("a", "b", "c");
        assertOverLimit(
                () -> chain.walked(Limits.defaults().withMaxLevels(2).withMaxDescriptors(100), "a"),
                "deeper than 2 levels");
    }

    @Test
    void asManyDescriptorsAsTheLimitSaysAreFollowed() throws IOException {
        String[] children = new String[99];
        for (int i = 0; i < children.length; i++) {
            children[i] = "n" + i;
        }
        Drawing fan = new Drawing().edge("root", children);
        assertThat(fan.walked(Limits.defaults().withMaxLevels(2).withMaxDescriptors(100), "root"))
                .hasSize(100);
        assertThat(fan.dispatched(Limits.defaults().withMaxLevels(2).withMaxDescriptors(100), 3, "root"))
                .hasSize(100);
        assertOverLimit(
                () -> fan.walked(Limits.defaults().withMaxLevels(2).withMaxDescriptors(99), "root"),
                "comes after 99 others");
        assertOverLimit(
                () -> fan.dispatched(Limits.defaults().withMaxLevels(2).withMaxDescriptors(99), 3, "root"),
                "comes after 99 others");
    }

    private static void assertOverLimit(ThrowingCallable call, String problem) {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(call)
                .withMessageContaining(problem)
                .withMessageContaining("raise the limit")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.FAILED_PRECONDITION));
    }

    @Test
    void limitsHaveRanges() {
        for (int[] bad : new int[][] {{0, 1}, {1, 0}, {1001, 1}, {-1, -1}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Limits.defaults().withMaxLevels(bad[0]).withMaxDescriptors(bad[1]));
        }
    }

    @Test
    void dispatchHandlesSiblingsAtOnceButNoMoreThanItMay() throws IOException {
        CyclicBarrier three = new CyclicBarrier(3);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Drawing fan = new Drawing().edge("root", "a", "b", "c", "d", "e", "f");
        Handler handler = descriptor -> {
            List<Descriptor> children = fan.handle(descriptor);
            if (children.isEmpty()) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                try {
                    three.await();
                } catch (Exception e) {
                    throw new IOException(e);
                }
                running.decrementAndGet();
            }
            return children;
        };
        Graph.dispatch(handler, LIMITS, 3, Drawing.nodes("root"));
        assertThat(most).hasValue(3);
    }

    @Test
    void theFirstFailureOfDispatchCancelsTheRestAndIsThrown() {
        CountDownLatch stuck = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Set<String> handled = Collections.synchronizedSet(new HashSet<>());
        Drawing graph = new Drawing().edge("root", "stuck", "bad", "never");
        Handler handler = descriptor -> {
            handled.add(Drawing.name(descriptor));
            switch (Drawing.name(descriptor)) {
                case "stuck" -> {
                    try {
                        stuck.countDown();
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw new InterruptedIOException("cancelled");
                    }
                }
                case "bad" -> {
                    await(stuck);
                    throw new IOException("bad");
                }
                default -> {
                    // Nothing is wrong with it.
                }
            }
            return graph.handle(descriptor);
        };
        assertThatIOException()
                .isThrownBy(() -> Graph.dispatch(handler, LIMITS, 2, Drawing.nodes("root")))
                .withMessage("bad");
        assertThat(interrupted).isTrue();
        assertThat(handled).doesNotContain("never");
    }

    private static void await(CountDownLatch latch) throws InterruptedIOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("cancelled");
        }
    }

    @Test
    void aWalkStopsAtAFailure() {
        Drawing graph = new Drawing().edge("root", "a", "bad", "b");
        List<String> handled = new ArrayList<>();
        Handler handler = descriptor -> {
            handled.add(Drawing.name(descriptor));
            if (Drawing.name(descriptor).equals("bad")) {
                throw new IOException("bad");
            }
            return graph.handle(descriptor);
        };
        assertThatIOException()
                .isThrownBy(() -> Graph.walk(handler, LIMITS, Drawing.nodes("root")))
                .withMessage("bad");
        assertThat(handled).containsExactly("root", "a", "bad");
    }

    @Test
    void anInterruptEndsAWalk() {
        Drawing graph = new Drawing().edge("root", "a");
        Handler handler = descriptor -> {
            Thread.currentThread().interrupt();
            return graph.handle(descriptor);
        };
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> Graph.walk(handler, LIMITS, Drawing.nodes("root")));
        assertThat(Thread.interrupted()).as("left set for the caller").isTrue();
    }

    @Test
    void anInterruptEndsADispatch() {
        Handler handler = descriptor -> {
            await(new CountDownLatch(1));
            return List.of();
        };
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> Graph.dispatch(handler, LIMITS, 1, Drawing.nodes("root")));
        assertThat(Thread.interrupted()).isTrue();
    }
}
