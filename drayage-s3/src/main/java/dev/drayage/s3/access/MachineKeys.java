package dev.drayage.s3.access;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Keys that a container or a machine is given by whoever runs it. */
final class MachineKeys {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final byte[] NOTHING = {};
    private static final int MAX_TOKEN_BYTES = 64 << 10;

    private MachineKeys() {}

    /** Those of a container, if the variables say where they are. */
    static KeySource ofContainer(Map<String, String> environment, KeyRequests requests) {
        return () -> {
            String relative = environment.getOrDefault("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "");
            String full = environment.getOrDefault("AWS_CONTAINER_CREDENTIALS_FULL_URI", "");
            if (relative.isEmpty() && full.isEmpty()) {
                return Optional.empty();
            }
            String where = "AWS_CONTAINER_CREDENTIALS_" + (relative.isEmpty() ? "FULL" : "RELATIVE") + "_URI";
            URI uri;
            try {
                uri = URI.create(relative.isEmpty() ? full : "http://169.254.170.2" + relative);
            } catch (IllegalArgumentException e) {
                throw new IOException(where + " is no address");
            }
            if (!isTrusted(uri)) {
                throw new IOException(
                        where + " is neither an address of https nor one of this machine; keys are asked for"
                                + " nowhere else");
            }
            Optional<String> token = containerToken(environment);
            KeyRequests.Reply reply = send(
                    requests,
                    "GET",
                    uri,
                    token.map(text -> Map.of("Authorization", text)).orElse(Map.of()),
                    where);
            if (reply.status() != 200) {
                throw new IOException("what " + where + " names gives no keys: status " + reply.status());
            }
            return Optional.of(KeyDocument.parse(reply.body(), "what " + where + " names", "Token"));
        };
    }

    private static boolean isTrusted(URI uri) {
        String host = String.valueOf(uri.getHost());
        return "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme())
                        && (host.matches("127\\.[0-9]+\\.[0-9]+\\.[0-9]+")
                                || host.equals("localhost")
                                || host.equals("[::1]")
                                || host.equals("169.254.170.2")
                                || host.equals("169.254.170.23")
                                || host.equals("[fd00:ec2::23]")));
    }

    private static Optional<String> containerToken(Map<String, String> environment) throws IOException {
        String file = environment.getOrDefault("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "");
        if (!file.isEmpty()) {
            return Optional.of(smallFile(Path.of(file)));
        }
        return Optional.ofNullable(environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"))
                .filter(text -> !text.isEmpty());
    }

    /** All of a file with a token in it. */
    static String smallFile(Path file) throws IOException {
        if (Files.size(file) > MAX_TOKEN_BYTES) {
            throw new IOException(file + " is too large for a token");
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    private static KeyRequests.Reply send(
            KeyRequests requests, String method, URI uri, Map<String, String> headers, String where)
            throws IOException {
        try {
            return requests.send(method, uri, headers, NOTHING, TIMEOUT);
        } catch (IOException e) {
            throw new IOException("what " + where + " names cannot be reached: " + e.getMessage(), e);
        }
    }

    /** Those of the role of a machine of EC2; none where no such service is. */
    static KeySource ofInstance(Map<String, String> environment, KeyRequests requests) {
        return () -> {
            if (environment.getOrDefault("AWS_EC2_METADATA_DISABLED", "").equalsIgnoreCase("true")) {
                return Optional.empty();
            }
            String base = environment
                    .getOrDefault("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254")
                    .replaceAll("/$", "");
            KeyRequests.Reply session;
            try {
                session = requests.send(
                        "PUT",
                        URI.create(base + "/latest/api/token"),
                        Map.of("X-aws-ec2-metadata-token-ttl-seconds", "21600"),
                        NOTHING,
                        Duration.ofSeconds(1));
            } catch (IOException e) {
                return Optional.empty(); // not such a machine
            }
            if (session.status() != 200) {
                return Optional.empty();
            }
            Map<String, String> headers =
                    Map.of("X-aws-ec2-metadata-token", new String(session.body(), StandardCharsets.UTF_8));
            String roles = base + "/latest/meta-data/iam/security-credentials/";
            KeyRequests.Reply role = requests.send("GET", URI.create(roles), headers, NOTHING, TIMEOUT);
            if (role.status() != 200) {
                return Optional.empty(); // a machine without a role
            }
            String name = new String(role.body(), StandardCharsets.UTF_8).strip();
            KeyRequests.Reply keys =
                    requests.send("GET", URI.create(roles + UriText.encode(name)), headers, NOTHING, TIMEOUT);
            if (keys.status() != 200) {
                throw new IOException("the machine's metadata service gives no keys: status " + keys.status());
            }
            return Optional.of(KeyDocument.parse(keys.body(), "the machine's metadata service", "Token"));
        };
    }
}
