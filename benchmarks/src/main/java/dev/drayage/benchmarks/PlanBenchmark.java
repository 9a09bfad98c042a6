package dev.drayage.benchmarks;

import dev.drayage.archive.ImageArchive;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.MemoryContent;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Planning the archive of an index of 200 manifests with 20 layers each: 4401 blobs, of which 201 are read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlanBenchmark {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor root = BenchmarkImages.manyManifests(content);

    /** Planning alone: no layer is read. */
    @Benchmark
    public ImageArchive plan() {
        return BenchmarkImages.plan(content, root);
    }
}
