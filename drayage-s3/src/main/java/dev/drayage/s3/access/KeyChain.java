package dev.drayage.s3.access;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keys from where tools of AWS look for them, in their order: variables, a token in a file, the profile, the container, the
 * machine. Those that end are fetched anew before they do. Thread-safe.
 */
public final class KeyChain implements KeySource {
    /** So long before they end keys are fetched anew. */
    private static final Duration EARLY = Duration.ofMinutes(5);

    private static final int PROGRAM_SECONDS = 60;
    private static final int MAX_OUTPUT = 64 << 10;
    private static final int MAX_ROLES = 5;

    private final Map<String, String> environment;
    private final AwsProfiles profiles;
    private final KeyRequests requests;
    private final InstantSource clock;
    private final List<KeySource> sources;
    private @Nullable AccessKeys known;

    private KeyChain(Map<String, String> environment, AwsProfiles profiles, KeyRequests requests, InstantSource clock) {
        this.environment = environment;
        this.profiles = profiles;
        this.requests = requests;
        this.clock = clock;
        this.sources = List.of(
                this::ofVariables,
                this::ofTokenFile,
                this::ofProfile,
                MachineKeys.ofContainer(environment, requests),
                MachineKeys.ofInstance(environment, requests));
    }

    /** The chain for these variables; nothing is looked for before keys are needed. */
    public static KeyChain of(
            Map<String, String> environment, AwsProfiles profiles, KeyRequests requests, InstantSource clock) {
        return new KeyChain(environment, profiles, requests, clock);
    }

    /** Keys: never empty. */
    @Override
    public synchronized Optional<AccessKeys> get() throws IOException {
        Instant now = clock.instant();
        if (known == null || isEnding(known, now.plus(EARLY))) {
            try {
                known = find();
            } catch (IOException e) {
                if (known == null || isEnding(known, now)) {
                    throw e;
                }
                // Good for some minutes still, in which the next try may be well.
            }
        }
        return Optional.of(known);
    }

    @Override
    public synchronized void forget() {
        known = null;
    }

    private static boolean isEnding(AccessKeys keys, Instant when) {
        return keys.expires().isPresent() && !keys.expires().get().isAfter(when);
    }

    private AccessKeys find() throws IOException {
        for (KeySource source : sources) {
            Optional<AccessKeys> found = source.get();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IOException(
                "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
                        + " to a profile of ~/.aws that has some, or DRAYAGE_S3_ANONYMOUS=true for what everybody may read");
    }

    private String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    private Optional<AccessKeys> ofVariables() throws IOException {
        String id = variable("AWS_ACCESS_KEY_ID");
        String secret = variable("AWS_SECRET_ACCESS_KEY");
        if (id.isEmpty() && secret.isEmpty()) {
            return Optional.empty();
        }
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IOException("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together, and "
                    + (id.isEmpty() ? "the first" : "the second") + " is not set");
        }
        return Optional.of(new AccessKeys(
                id,
                secret,
                Optional.of(variable("AWS_SESSION_TOKEN")).filter(token -> !token.isEmpty()),
                Optional.empty()));
    }

    private Optional<AccessKeys> ofTokenFile() throws IOException {
        String file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
        String role = variable("AWS_ROLE_ARN");
        if (file.isEmpty() || role.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(roles().byToken(role, session(variable("AWS_ROLE_SESSION_NAME")), Path.of(file)));
    }

    private Optional<AccessKeys> ofProfile() throws IOException {
        return ofProfile(profiles.name(), profiles.profile(), new HashSet<>());
    }

    private Optional<AccessKeys> ofProfile(String name, Map<String, String> profile, Set<String> passed)
            throws IOException {
        // A profile may name itself as the source of the keys that it has.
        boolean isAgain = !passed.add(name);
        if (passed.size() > MAX_ROLES) {
            throw new IOException(
                    "the profile " + profiles.name() + " leads through more than " + MAX_ROLES + " roles");
        }
        String role = profile.getOrDefault("role_arn", "");
        if (!role.isEmpty() && !isAgain) {
            return Optional.of(ofRole(name, role, profile, passed));
        }
        String id = profile.getOrDefault("aws_access_key_id", "");
        if (!id.isEmpty()) {
            return Optional.of(KeyDocument.of(
                    id,
                    profile.get("aws_secret_access_key"),
                    profile.get("aws_session_token"),
                    null,
                    "the profile " + name));
        }
        String program = profile.getOrDefault("credential_process", "");
        if (!program.isEmpty()) {
            return Optional.of(KeyDocument.parse(
                    output(program, name), "the credential_process of profile " + name, "SessionToken"));
        }
        if (profile.containsKey("sso_session") || profile.containsKey("sso_start_url")) {
            throw new IOException(
                    "the profile " + name + " signs in by SSO, which is not supported here; have the AWS CLI"
                            + " do it: credential_process = aws configure export-credentials --profile " + name
                            + " in another profile, or its output with --format env");
        }
        return Optional.empty();
    }

    private AccessKeys ofRole(String name, String role, Map<String, String> profile, Set<String> passed)
            throws IOException {
        String session = session(profile.getOrDefault("role_session_name", ""));
        String file = profile.getOrDefault("web_identity_token_file", "");
        if (!file.isEmpty()) {
            return roles().byToken(role, session, Path.of(file));
        }
        if (profile.containsKey("mfa_serial")) {
            throw new IOException("the profile " + name + " asks for a code of a second factor, which is not supported"
                    + " here; have the AWS CLI export credentials");
        }
        String source = profile.getOrDefault("source_profile", "");
        Optional<AccessKeys> keys = !source.isEmpty()
                ? ofProfile(source, profiles.profile(source), passed)
                : switch (profile.getOrDefault("credential_source", "")) {
                    case "Environment" -> ofVariables();
                    case "EcsContainer" ->
                        MachineKeys.ofContainer(environment, requests).get();
                    case "Ec2InstanceMetadata" ->
                        MachineKeys.ofInstance(environment, requests).get();
                    default -> Optional.empty();
                };
        if (keys.isEmpty()) {
            throw new IOException(
                    "the profile " + name + " has a role, and names no source_profile or credential_source"
                            + " that has keys to take it with");
        }
        return roles().byKeys(role, session, Optional.ofNullable(profile.get("external_id")), keys.get());
    }

    private static String session(String named) {
        return named.isEmpty() ? "drayage" : named;
    }

    private RoleKeys roles() throws IOException {
        Optional<String> region = Optional.of(variable("AWS_REGION"))
                .filter(text -> !text.isEmpty())
                .or(() -> Optional.of(variable("AWS_DEFAULT_REGION")).filter(text -> !text.isEmpty()));
        String found =
                region.isPresent() ? region.get() : profiles.value("region").orElse("us-east-1");
        String endpoint = variable("AWS_ENDPOINT_URL_STS");
        endpoint = endpoint.isEmpty() ? variable("AWS_ENDPOINT_URL") : endpoint;
        if (endpoint.isEmpty()) {
            endpoint = profiles.ofService("sts", "endpoint_url")
                    .orElse("https://sts." + found + ".amazonaws.com" + (found.startsWith("cn-") ? ".cn" : "") + "/");
        }
        try {
            return new RoleKeys(requests, URI.create(endpoint), found, clock);
        } catch (IllegalArgumentException e) {
            throw new IOException("the address of the token service is none; check AWS_ENDPOINT_URL_STS", e);
        }
    }

    /** What a program of the user's prints, in whose time nobody waits for ever. */
    private byte[] output(String program, String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", program).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            // Little enough to wait in the pipe until it is read.
            boolean isDone = process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS);
            byte[] printed = isDone ? process.getInputStream().readNBytes(MAX_OUTPUT) : new byte[0];
            if (!isDone || process.exitValue() != 0) {
                throw new IOException("the credential_process of profile " + name + " failed; run it by hand: "
                        + program.split(" ", 2)[0] + " ...");
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while waiting for credentials");
        } finally {
            process.destroyForcibly();
        }
    }
}
