package dev.drayage.cli;

import dev.drayage.platform.Platform;
import dev.drayage.source.Sources;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which platform of images a reading command looks at. */
final class PlatformArgument {
    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            converter = SelectionArguments.PlatformConverter.class,
            description = "Look at the manifest of this platform only, for example linux/arm/v7; an image of other"
                    + " platforms is refused.")
    private @Nullable Platform platform;

    /** Whether one was asked for. */
    boolean isGiven() {
        return platform != null;
    }

    /** The images, each as the manifest of the platform if one was asked for. */
    Sources of(Sources sources, OutputOptions output) throws IOException {
        return platform == null ? sources : sources.on(platform, output::aside);
    }
}
