package dev.drayage.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The system an image is made for, in the words of Go's {@code GOOS} and {@code GOARCH}, as image-spec's
 * {@code image-index.md} has it. Values are kept as they were written; {@link #normalized()} makes them comparable.
 *
 * @param os the operating system, such as {@code linux}; empty if a document leaves it out
 * @param architecture the processor, such as {@code arm64}; empty if a document leaves it out
 * @param variant the kind of processor, such as {@code v7}; null rather than empty
 * @param osVersion the version of the system, which matters on Windows; null rather than empty
 * @param osFeatures what the image demands of the system, such as {@code win32k}
 */
public record Platform(
        String os,
        String architecture,
        @Nullable String variant,
        @Nullable String osVersion,
        List<String> osFeatures) {

    /** Takes an empty variant or version as none. */
    public Platform {
        variant = variant == null || variant.isEmpty() ? null : variant;
        osVersion = osVersion == null || osVersion.isEmpty() ? null : osVersion;
        osFeatures = List.copyOf(osFeatures);
    }

    /** A platform of any variant. */
    public static Platform of(String os, String architecture) {
        return new Platform(os, architecture, null, null, List.of());
    }

    /** A platform of one variant. */
    public static Platform of(String os, String architecture, String variant) {
        return new Platform(os, architecture, variant, null, List.of());
    }

    /**
     * Reads a specifier as containerd does: {@code os[(version[+feature]...)]/architecture[/variant]}, or a known
     * operating system or architecture alone. What is left out is {@code linux} or {@code amd64} on every machine,
     * unlike in containerd, which takes the machine's own.
     *
     * @throws IllegalArgumentException if it is anything else; the message quotes it
     */
    public static Platform parse(String specifier) {
        return PlatformSpecifier.parse(specifier);
    }

    /**
     * The one spelling of this platform: lower case, {@code x86_64} as {@code amd64}, {@code aarch64/v8} as
     * {@code arm64}, {@code arm} as {@code arm/v7}, no operating system as {@code linux}, features sorted.
     */
    public Platform normalized() {
        return PlatformNames.normalize(this);
    }

    /** Whether system or architecture is {@code unknown}, which marks what is no image, such as an attestation. */
    public boolean isUnknown() {
        return os.equals("unknown") || architecture.equals("unknown");
    }

    /**
     * The specifier of this platform, such as {@code linux/arm64/v8} or {@code windows(10.0.17763)/amd64}; just
     * {@code unknown} if it names no operating system. Control characters, which no platform needs, are escaped.
     */
    @Override
    public String toString() {
        return PlatformSpecifier.format(this);
    }
}
