package dev.drayage.s3.access;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files that tools of AWS are set up with: {@code ~/.aws/config} and {@code ~/.aws/credentials}, or those that {@code
 * AWS_CONFIG_FILE} and {@code AWS_SHARED_CREDENTIALS_FILE} name. Their texts hold secrets, so it has none.
 */
public final class AwsProfiles {
    private static final long MAX_BYTES = 1 << 20;

    private final Map<String, String> environment;
    private final Map<String, Map<String, String>> profiles;
    private final Map<String, Map<String, String>> services;

    private AwsProfiles(
            Map<String, String> environment,
            Map<String, Map<String, String>> profiles,
            Map<String, Map<String, String>> services) {
        this.environment = environment;
        this.profiles = profiles;
        this.services = services;
    }

    /** Reads the files; those that are not there have nothing in them. */
    public static AwsProfiles read(Map<String, String> environment) throws IOException {
        Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
        Map<String, Map<String, String>> services = new LinkedHashMap<>();
        Optional<Path> config = file(environment, "AWS_CONFIG_FILE", "config");
        if (config.isPresent()) {
            sections(config.get()).forEach((name, values) -> {
                if (name.startsWith("services ")) {
                    services.put(name.substring("services ".length()).strip(), values);
                } else if (name.equals("default")) {
                    profiles.put(name, values);
                } else if (name.startsWith("profile ")) {
                    profiles.put(unquoted(name.substring("profile ".length()).strip()), values);
                }
            });
        }
        Optional<Path> credentials = file(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
        if (credentials.isPresent()) {
            // What is said there of keys goes first.
            sections(credentials.get())
                    .forEach((name, values) -> profiles.computeIfAbsent(name, unknown -> new LinkedHashMap<>())
                            .putAll(values));
        }
        return new AwsProfiles(environment, profiles, services);
    }

    private static Optional<Path> file(Map<String, String> environment, String variable, String name) {
        String named = environment.getOrDefault(variable, "");
        String home = environment.getOrDefault("HOME", "");
        if (named.startsWith("~/") && !home.isEmpty()) {
            return Optional.of(Path.of(home, named.substring(2)));
        }
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return home.isEmpty() ? Optional.empty() : Optional.of(Path.of(home, ".aws", name));
    }

    private static Map<String, Map<String, String>> sections(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is too large for a file of profiles");
        }
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> section = new LinkedHashMap<>(); // of what comes before the first
        String above = "";
        try {
            for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\r?\n", -1)) {
                String text = line.strip();
                boolean isInner = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
                if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
                    continue;
                }
                if (text.startsWith("[") && text.contains("]")) {
                    String name = text.substring(1, text.indexOf(']')).strip().replaceAll("\\s+", " ");
                    section = sections.computeIfAbsent(name, unknown -> new LinkedHashMap<>());
                    above = "";
                    continue;
                }
                int equals = text.indexOf('=');
                if (equals > 0) {
                    String name = text.substring(0, equals).strip();
                    String value = text.substring(equals + 1)
                            .replaceAll("\\s+[#;].*", "")
                            .strip();
                    section.put(isInner && !above.isEmpty() ? above + "." + name : name, value);
                    if (!isInner) {
                        above = value.isEmpty() ? name : "";
                    }
                }
            }
        } catch (MalformedInputException e) {
            throw new IOException(file + " is not in UTF-8", e);
        }
        return sections;
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    /** The name of the profile that is used. */
    public String name() {
        String named = environment.getOrDefault("AWS_PROFILE", "");
        String older = environment.getOrDefault("AWS_DEFAULT_PROFILE", "");
        return !named.isEmpty() ? named : !older.isEmpty() ? older : "default";
    }

    /**
     * The profile that is used.
     *
     * @throws IOException if it was asked for by name and there is none
     */
    public Map<String, String> profile() throws IOException {
        if (name().equals("default")) {
            return profiles.getOrDefault("default", Map.of());
        }
        return profile(name());
    }

    /**
     * A profile.
     *
     * @throws IOException if there is none
     */
    public Map<String, String> profile(String name) throws IOException {
        Map<String, String> found = profiles.get(name);
        if (found == null) {
            throw new IOException(
                    "there is no profile " + name + " in ~/.aws/config or ~/.aws/credentials, or the files"
                            + " that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name; check AWS_PROFILE");
        }
        return found;
    }

    /** A value of the profile that is used, or of the section of services that it names. */
    public Optional<String> ofService(String service, String name) throws IOException {
        Map<String, String> profile = profile();
        return Optional.ofNullable(services.getOrDefault(profile.getOrDefault("services", ""), Map.of())
                        .get(service + "." + name))
                .or(() -> Optional.ofNullable(profile.get(service + "." + name)))
                .filter(value -> !value.isEmpty());
    }

    /** A value of the profile that is used. */
    public Optional<String> value(String name) throws IOException {
        return Optional.ofNullable(profile().get(name)).filter(value -> !value.isEmpty());
    }
}
