package dev.drayage.benchmarks;

import dev.drayage.archive.ImageArchive;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The images that are measured. */
final class BenchmarkImages {
    static final int MANIFESTS = 200;
    static final int LAYERS = 20;
    private static final int LAYER_BYTES = 100;

    private BenchmarkImages() {}

    /** An index of 200 manifests with 20 tiny layers each, no two of them the same. */
    static Descriptor manyManifests(MemoryContent content) {
        IndexBuilder index = IndexBuilder.anIndexIn(content);
        for (int i = 0; i < MANIFESTS; i++) {
            index.of(image(content, DigestAlgorithm.SHA256, i));
        }
        return index.build();
    }

    /** An image with 20 tiny layers. */
    static Descriptor image(MemoryContent content, DigestAlgorithm algorithm, int number) {
        ImageBuilder image = ImageBuilder.anImageIn(content).by(algorithm).on(Platform.of("linux", "arch" + number));
        for (int layer = 0; layer < LAYERS; layer++) {
            image.withLayer(ImageBuilder.noise(number * LAYERS + layer, LAYER_BYTES));
        }
        return image.build();
    }

    static ImageArchive plan(ReadableContent content, Descriptor root) {
        try {
            return ImageArchive.plan(content, List.of(NamedImage.of(root)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
