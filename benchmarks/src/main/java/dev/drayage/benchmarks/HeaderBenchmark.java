package dev.drayage.benchmarks;

import dev.drayage.archive.ImageArchive;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encoding the headers of blobs, read where they stand in an archive; a figure is for one header. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeaderBenchmark {
    /** Layers, config and manifest. */
    private static final int BLOBS = BenchmarkImages.LAYERS + 2;

    private final ImageArchive ustar = archive(DigestAlgorithm.SHA256);
    private final ImageArchive pax = archive(DigestAlgorithm.SHA512);
    private final ByteBuffer header = ByteBuffer.allocate(4096);

    private static ImageArchive archive(DigestAlgorithm algorithm) {
        MemoryContent content = new MemoryContent();
        return BenchmarkImages.plan(content, BenchmarkImages.image(content, algorithm, 0));
    }

    /** Of sha256 blobs: one block. */
    @Benchmark
    @OperationsPerInvocation(BLOBS)
    public ByteBuffer ustar() throws IOException {
        return headers(ustar);
    }

    /** Of sha512 blobs, whose paths are too long for it: three blocks. */
    @Benchmark
    @OperationsPerInvocation(BLOBS)
    public ByteBuffer pax() throws IOException {
        return headers(pax);
    }

    private ByteBuffer headers(ImageArchive archive) throws IOException {
        for (ImageArchive.Entry entry : archive.entries()) {
            if (entry.descriptor() != null) {
                header.clear().limit((int) (entry.dataOffset() - entry.offset()));
                archive.readAt(entry.offset(), header);
            }
        }
        return header;
    }
}
