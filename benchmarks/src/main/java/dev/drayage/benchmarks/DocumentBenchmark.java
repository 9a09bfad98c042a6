package dev.drayage.benchmarks;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
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

/** Parsing a manifest of 20 layers and an index of 200 manifests, and writing the index again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DocumentBenchmark {
    private static final Limits LIMITS = Limits.defaults();

    private final MemoryContent content = new MemoryContent();
    private final Descriptor root = BenchmarkImages.manyManifests(content);
    private final RawDocument index = RawDocument.of(content.bytes(root.digest()));
    private final RawDocument manifest = RawDocument.of(content.bytes(
            BenchmarkImages.image(content, DigestAlgorithm.SHA256, 0).digest()));
    private final Index parsed = parse(index);

    private static Index parse(RawDocument document) {
        try {
            return Index.parse(document, MediaTypes.OCI_INDEX, LIMITS);
        } catch (InvalidDocumentException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A manifest of 20 layers. */
    @Benchmark
    public Manifest parseManifest() throws InvalidDocumentException {
        return Manifest.parse(manifest, MediaTypes.OCI_MANIFEST, LIMITS);
    }

    /** An index of 200 manifests. */
    @Benchmark
    public Index parseIndex() {
        return parse(index);
    }

    /** The same index, written. */
    @Benchmark
    public byte[] encodeIndex() {
        return Index.encode(parsed.manifests());
    }
}
