package dev.drayage.platform;

import dev.drayage.json.Surrogates;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of systems and processors, and their one spelling, as containerd's platforms package has them. */
final class PlatformNames {
    /** What stands in for an operating system or an architecture that is left out. */
    static final String DEFAULT_OS = "linux";

    static final String DEFAULT_ARCHITECTURE = "amd64";

    private static final Set<String> SYSTEMS = Set.of(
            "aix",
            "android",
            "darwin",
            "dragonfly",
            "freebsd",
            "hurd",
            "illumos",
            "ios",
            "js",
            "linux",
            "nacl",
            "netbsd",
            "openbsd",
            "plan9",
            "solaris",
            "windows",
            "zos");
    private static final Set<String> ARCHITECTURES = Set.of(
            "386",
            "amd64",
            "amd64p32",
            "arm",
            "armbe",
            "arm64",
            "arm64be",
            "ppc64",
            "ppc64le",
            "loong64",
            "mips",
            "mipsle",
            "mips64",
            "mips64le",
            "mips64p32",
            "mips64p32le",
            "ppc",
            "riscv",
            "riscv64",
            "s390",
            "s390x",
            "sparc",
            "sparc64",
            "wasm");

    /** An architecture with its variant, which have to be spelled together. */
    record Processor(String architecture, @Nullable String variant) {}

    private PlatformNames() {}

    static boolean isSystem(String os) {
        return SYSTEMS.contains(os);
    }

    static boolean isArchitecture(String architecture) {
        return ARCHITECTURES.contains(architecture);
    }

    static String system(String os) {
        String lower = os.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "" -> DEFAULT_OS;
            case "macos" -> "darwin";
            default -> lower;
        };
    }

    static Processor processor(String architecture, @Nullable String variant) {
        String arch = architecture.toLowerCase(Locale.ROOT);
        String kind = variant == null ? "" : variant.toLowerCase(Locale.ROOT);
        return switch (arch) {
            case "i386" -> new Processor("386", null);
            case "x86_64", "x86-64", "amd64" -> new Processor("amd64", kind.equals("v1") ? null : orNull(kind));
            case "aarch64", "arm64" -> new Processor("arm64", orNull(arm64Variant(kind)));
            case "armhf" -> new Processor("arm", "v7");
            case "armel" -> new Processor("arm", "v6");
            case "arm" -> new Processor("arm", armVariant(kind));
            default -> new Processor(arch, orNull(kind));
        };
    }

    static Platform normalize(Platform platform) {
        String os = system(platform.os());
        Processor processor = processor(platform.architecture(), platform.variant());
        List<String> features = platform.osFeatures().size() < 2
                ? platform.osFeatures()
                : platform.osFeatures().stream()
                        .sorted(Surrogates::compareAsUtf8)
                        .distinct()
                        .toList();
        if (os.equals(platform.os())
                && processor.architecture().equals(platform.architecture())
                && Objects.equals(processor.variant(), platform.variant())
                && features.equals(platform.osFeatures())) {
            return platform;
        }
        return new Platform(os, processor.architecture(), processor.variant(), platform.osVersion(), features);
    }

    private static String arm64Variant(String variant) {
        return switch (variant) {
            case "8", "v8", "v8.0" -> "";
            case "9", "9.0", "v9.0" -> "v9";
            default -> variant;
        };
    }

    private static String armVariant(String variant) {
        return switch (variant) {
            case "", "7" -> "v7";
            case "5", "6", "8" -> "v" + variant;
            default -> variant;
        };
    }

    private static @Nullable String orNull(String variant) {
        return variant.isEmpty() ? null : variant;
    }
}
