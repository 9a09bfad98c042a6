package dev.drayage.benchmarks;

import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.DiscardingChannel;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.verify.ImageVerification;
import dev.drayage.verify.VerifyOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A service that exports and verifies the image of a layout again and again: four layers on the disk, which the page cache
 * holds. {@link #sha256} hashes as many bytes, which all the others have to do too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // by the set-up
public class LayoutBenchmark {
    private static final int LAYERS = 4;
    /** What exports hash at once. */
    private static final int BUFFER_BYTES = 256 << 10;

    /** Bytes of all layers together. */
    @Param("134217728")
    private int bytes;

    private Path directory;
    private ImageLayout layout;
    private Descriptor image;
    private byte[] layer;

    /** Makes the layout. */
    @Setup(Level.Trial)
    public void write() throws IOException {
        layer = ImageBuilder.noise(1, bytes / LAYERS);
        MemoryContent content = new MemoryContent();
        ImageBuilder builder = ImageBuilder.anImageIn(content);
        for (int i = 0; i < LAYERS; i++) {
            byte[] bytes = layer.clone();
            bytes[0] = (byte) i;
            builder.withLayer(bytes);
        }
        image = LayoutDirectory.tagged(builder.build(), "v1");
        directory = LayoutDirectory.write(Files.createTempDirectory("benchmark"), content, image);
        layout = ImageLayout.open(directory);
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        layout.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** A verified archive, written to nowhere. */
    @Benchmark
    public void export() throws IOException {
        try (ImageArchive archive = BenchmarkImages.plan(layout.content(), image)) {
            archive.writeTo(new DiscardingChannel(), WriteOptions.defaults());
        }
    }

    /** Digests of the blobs, and of the layers unpacked. */
    @Benchmark
    public boolean verify() throws IOException {
        return ImageVerification.verify(
                        layout.content(), List.of(image), layout.files().blobs(), VerifyOptions.defaults())
                .isSound();
    }

    /** The digests of the layers alone, of bytes in memory, by one thread. */
    @Benchmark
    public byte[] sha256() {
        MessageDigest digest = DigestAlgorithm.SHA256.newMessageDigest();
        for (int i = 0; i < LAYERS; i++) {
            for (int at = 0; at < layer.length; at += BUFFER_BYTES) {
                digest.update(layer, at, Math.min(BUFFER_BYTES, layer.length - at));
            }
        }
        return digest.digest();
    }
}
