package dev.drayage.benchmarks;

import dev.drayage.archive.ImageArchive;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading an archive that was never written, at random places. The content is in memory, so what is left is ours. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadAtBenchmark {
    private static final int LARGE_LAYER_BYTES = 16 << 20;

    /** How much is read at a time. */
    @Param({"512", "4096", "262144"})
    private int bytes;

    private final ImageArchive small = ofManySmallBlobs();
    private final ImageArchive large = ofAFewLargeBlobs();
    private ByteBuffer target = ByteBuffer.allocate(0);

    /** Makes room. */
    @Setup
    public void allocate() {
        target = ByteBuffer.allocateDirect(bytes);
    }

    private static ImageArchive ofManySmallBlobs() {
        MemoryContent content = new MemoryContent();
        return BenchmarkImages.plan(content, BenchmarkImages.manyManifests(content));
    }

    private static ImageArchive ofAFewLargeBlobs() {
        MemoryContent content = new MemoryContent();
        ImageBuilder image = ImageBuilder.anImageIn(content);
        for (int layer = 0; layer < 4; layer++) {
            image.withLayer(ImageBuilder.noise(layer, LARGE_LAYER_BYTES));
        }
        return BenchmarkImages.plan(content, image.build());
    }

    /** Among 4401 blobs: mostly headers, padding, and blobs to be opened. */
    @Benchmark
    public int smallBlobs() throws IOException {
        return read(small);
    }

    /** Among four blobs of 16 MiB: mostly their content. */
    @Benchmark
    public int largeBlobs() throws IOException {
        return read(large);
    }

    private int read(ImageArchive archive) throws IOException {
        return archive.readAt(ThreadLocalRandom.current().nextLong(archive.size() - bytes), target.clear());
    }
}
