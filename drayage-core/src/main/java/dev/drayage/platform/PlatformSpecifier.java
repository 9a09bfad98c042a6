package dev.drayage.platform;

import dev.drayage.json.Quotes;
import dev.drayage.json.Surrogates;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Platforms as text, in the grammar of containerd's platforms package. */
final class PlatformSpecifier {
    private static final int MAX_CHARS = 1000;
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]++");
    private static final Pattern SYSTEM = Pattern.compile(
            "(?<os>[A-Za-z0-9_-]++)(?:\\((?<version>[A-Za-z0-9_.%-]*+)(?<features>[A-Za-z0-9_.%+-]*+)\\))?");

    private PlatformSpecifier() {}

    static Platform parse(String specifier) {
        if (specifier.length() > MAX_CHARS) {
            throw invalid(specifier, "it is longer than " + MAX_CHARS + " characters");
        }
        if (specifier.indexOf('*') >= 0) {
            throw invalid(specifier, "wildcards are not supported, name each platform");
        }
        String[] parts = specifier.split("/", -1);
        if (parts.length > 3) {
            throw invalid(specifier, "it has more than the three parts os/architecture/variant");
        }
        Matcher system = SYSTEM.matcher(parts[0]);
        if (!system.matches()) {
            throw invalid(specifier, Quotes.quote(parts[0]) + " is not an operating system such as linux");
        }
        for (int i = 1; i < parts.length; i++) {
            if (!PART.matcher(parts[i]).matches()) {
                throw invalid(
                        specifier,
                        Quotes.quote(parts[i]) + " is not " + (i == 1 ? "an architecture" : "a variant")
                                + ", which has letters, digits and _ . - only");
            }
        }
        String os = PlatformNames.system(system.group("os"));
        String version = decode(specifier, system.group("version"));
        List<String> features = features(specifier, system.group("features"));
        return switch (parts.length) {
            case 1 -> alone(specifier, os, version, features);
            case 2 -> {
                PlatformNames.Processor processor = withoutDefaultVariant(parts[1]);
                yield new Platform(os, processor.architecture(), processor.variant(), version, features);
            }
            default -> {
                PlatformNames.Processor processor = PlatformNames.processor(parts[1], parts[2]);
                boolean isPlainArm64 = processor.architecture().equals("arm64") && processor.variant() == null;
                String variant = isPlainArm64 ? "v8" : processor.variant();
                yield new Platform(os, processor.architecture(), variant, version, features);
            }
        };
    }

    static String format(Platform platform) {
        if (platform.os().isEmpty()) {
            return "unknown";
        }
        String version = platform.osVersion() == null ? "" : encode(platform.osVersion());
        String features = platform.osFeatures().stream()
                .filter(feature -> !feature.isEmpty())
                .sorted(Surrogates::compareAsUtf8)
                .distinct()
                .map(feature -> "+" + encode(feature))
                .collect(Collectors.joining());
        String options = version + features;
        String specifier = Stream.of(
                        options.isEmpty() ? platform.os() : platform.os() + "(" + options + ")",
                        platform.architecture(),
                        platform.variant() == null ? "" : platform.variant())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
        return Quotes.printable(specifier);
    }

    private static Platform alone(String specifier, String os, @Nullable String version, List<String> features) {
        if (PlatformNames.isSystem(os)) {
            return new Platform(os, PlatformNames.DEFAULT_ARCHITECTURE, null, version, features);
        }
        PlatformNames.Processor processor = withoutDefaultVariant(specifier);
        if (!PlatformNames.isArchitecture(processor.architecture())) {
            throw invalid(specifier, "it is no known operating system or architecture, write os/architecture");
        }
        return new Platform(PlatformNames.DEFAULT_OS, processor.architecture(), processor.variant(), version, features);
    }

    /** An architecture named without a variant; containerd leaves arm's v7 to normalisation. */
    private static PlatformNames.Processor withoutDefaultVariant(String architecture) {
        PlatformNames.Processor processor = PlatformNames.processor(architecture, null);
        return processor.architecture().equals("arm") && "v7".equals(processor.variant())
                ? new PlatformNames.Processor("arm", null)
                : processor;
    }

    private static List<String> features(String specifier, @Nullable String text) {
        if (text == null || text.isEmpty() || text.equals("+")) {
            return List.of();
        }
        List<String> features = new ArrayList<>();
        for (String encoded : text.substring(1).split("\\+", -1)) {
            String feature = decode(specifier, encoded);
            if (feature == null || feature.isEmpty()) {
                throw invalid(specifier, "a feature after \"+\" is empty");
            }
            features.add(feature);
        }
        return features;
    }

    private static String encode(String option) {
        return option.replace("%", "%25")
                .replace("+", "%2B")
                .replace("(", "%28")
                .replace(")", "%29")
                .replace("/", "%2F");
    }

    private static @Nullable String decode(String specifier, @Nullable String option) {
        if (option == null || option.indexOf('%') < 0) {
            return option;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < option.length(); i++) {
            char c = option.charAt(i);
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            int high = i + 2 < option.length() ? Character.digit(option.charAt(i + 1), 16) : -1;
            int low = i + 2 < option.length() ? Character.digit(option.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw invalid(specifier, "\"%\" must be followed by two hex digits");
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid(specifier, "its %-escapes are not UTF-8");
        }
    }

    private static IllegalArgumentException invalid(String specifier, String problem) {
        return new IllegalArgumentException(Quotes.quote(specifier) + " is not a platform: " + problem);
    }
}
