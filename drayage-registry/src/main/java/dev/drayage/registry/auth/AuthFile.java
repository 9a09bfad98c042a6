package dev.drayage.registry.auth;

import dev.drayage.registry.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A file of credentials, Docker's {@code config.json} or podman's {@code auth.json}: the secrets themselves, or the names
 * of the helper programs that keep them.
 */
final class AuthFile {
    private static final int MAX_BYTES = 4 << 20;
    private static final String AUTHS = "auths";

    private final Path file;
    private final HelperRunner helpers;

    AuthFile(Path file, HelperRunner helpers) {
        this.file = file;
        this.helpers = helpers;
    }

    Optional<Credentials> find(String domain, String repository) throws IOException {
        Optional<JsonObject> read = read();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        JsonObject root = read.get();
        HelperFailure failure = new HelperFailure();
        for (String name : ServerNames.lookups(domain, repository)) {
            Optional<String> helper = root.object("credHelpers").flatMap(all -> all.string(name));
            Optional<Credentials> found = helper.isPresent()
                    ? failure.orNone(() -> helpers.get(helper.get(), name))
                    : entry(root, name).flatMap(this::decode);
            if (found.isPresent()) {
                return found;
            }
        }
        Optional<String> store = root.string("credsStore").filter(name -> !name.isEmpty());
        if (store.isPresent()) {
            for (String name : ServerNames.stored(domain)) {
                Optional<Credentials> found = failure.orNone(() -> helpers.get(store.get(), name));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        failure.throwIfAny();
        return Optional.empty();
    }

    /** The entry of that name, written in any of the forms that Docker has used. */
    private static Optional<JsonObject> entry(JsonObject root, String name) {
        JsonObject auths = root.object(AUTHS).orElseGet(JsonObject::new);
        for (String key : auths.names()) {
            if (key.equals(name) || ServerNames.host(key).equals(name)) {
                return auths.object(key);
            }
        }
        return Optional.empty();
    }

    private Optional<Credentials> decode(JsonObject entry) {
        Optional<String> registryToken = entry.string("registrytoken").filter(token -> !token.isEmpty());
        if (registryToken.isPresent()) {
            return Optional.of(new Credentials("", registryToken.get(), Credentials.Kind.REGISTRY_TOKEN));
        }
        Optional<String> identityToken = entry.string("identitytoken").filter(token -> !token.isEmpty());
        if (identityToken.isPresent()) {
            return Optional.of(new Credentials("", identityToken.get(), Credentials.Kind.IDENTITY_TOKEN));
        }
        Optional<String> pair =
                entry.string("auth").filter(text -> !text.isEmpty()).flatMap(AuthFile::base64);
        if (pair.isPresent()) {
            int colon = pair.get().indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(Credentials.of(
                            pair.get().substring(0, colon), pair.get().substring(colon + 1)));
        }
        return entry.string("username").filter(user -> !user.isEmpty()).flatMap(user -> entry.string("password")
                .map(password -> Credentials.of(user, password)));
    }

    private static Optional<String> base64(String text) {
        try {
            // Docker pads what it decodes with zeros.
            String decoded = new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
            return Optional.of(decoded.replaceFirst("\0+$", ""));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Stores credentials; returns where. */
    String store(String domain, Credentials credentials) throws IOException {
        String key = ServerNames.key(domain);
        Optional<String> helper = read().flatMap(root -> helperFor(root, domain));
        if (helper.isPresent()) {
            helpers.store(helper.get(), key, credentials);
            return "docker-credential-" + helper.get();
        }
        byte[] pair = (credentials.username() + ":" + credentials.secret()).getBytes(StandardCharsets.UTF_8);
        update(root -> {
            JsonObject auths = root.object(AUTHS).orElseGet(JsonObject::new);
            auths.put(key, new JsonObject().put("auth", Base64.getEncoder().encodeToString(pair)));
            root.put(AUTHS, auths);
            return true;
        });
        return file.toString();
    }

    /** Forgets credentials; false if there were none. */
    boolean erase(String domain) throws IOException {
        Optional<JsonObject> read = read();
        if (read.isEmpty()) {
            return false;
        }
        Optional<String> helper = helperFor(read.get(), domain);
        boolean erased = helper.isPresent() && helpers.erase(helper.get(), ServerNames.key(domain));
        if (keysOf(read.get(), domain).isEmpty()) {
            return erased;
        }
        return update(root -> {
                    List<String> keys = keysOf(root, domain);
                    root.object(AUTHS).ifPresent(auths -> keys.forEach(auths::remove));
                    return !keys.isEmpty();
                })
                || erased;
    }

    private static List<String> keysOf(JsonObject root, String domain) {
        return root.object(AUTHS).map(JsonObject::names).orElse(List.of()).stream()
                .filter(key -> key.equals(ServerNames.key(domain))
                        || ServerNames.host(key).equals(domain))
                .toList();
    }

    private static Optional<String> helperFor(JsonObject root, String domain) {
        return root.object("credHelpers")
                .flatMap(all -> all.string(domain).or(() -> all.string(ServerNames.key(domain))))
                .or(() -> root.string("credsStore"))
                .filter(name -> !name.isEmpty());
    }

    private Optional<JsonObject> read() throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " has more than " + MAX_BYTES + " bytes, too many for credentials");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            // An empty file is what a tool makes that was only asked for a place.
            return bytes.length == 0 ? Optional.empty() : Optional.of(JsonObject.parse(bytes));
        } catch (IOException e) {
            throw new IOException(file + " cannot be read for credentials: " + e.getMessage(), e);
        }
    }

    /** Changes the file as it is now: no other login that goes on at the same time is lost. */
    private boolean update(Predicate<JsonObject> change) throws IOException {
        try (LockedFile locked = LockedFile.of(file)) {
            JsonObject root = read().orElseGet(JsonObject::new);
            boolean changed = change.test(root);
            if (changed) {
                locked.replace(root.toBytes());
            }
            return changed;
        }
    }

    /** The file that a login of these variables goes to: what is named, else Docker's. */
    static Path preferred(Map<String, String> variables, Path home) {
        String named = variables.getOrDefault("REGISTRY_AUTH_FILE", "");
        return named.isEmpty() ? docker(variables, home) : Path.of(named);
    }

    /** Every place to look in, the first that has credentials counts. */
    static List<Path> places(Map<String, String> variables, Path home) {
        List<Path> places = new ArrayList<>();
        String named = variables.getOrDefault("REGISTRY_AUTH_FILE", "");
        if (!named.isEmpty()) {
            return List.of(Path.of(named));
        }
        places.add(docker(variables, home));
        String runtime = variables.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isEmpty()) {
            places.add(Path.of(runtime, "containers", "auth.json"));
        }
        String config = variables.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = config.isEmpty() ? home.resolve(".config") : Path.of(config);
        places.add(base.resolve("containers").resolve("auth.json"));
        return places;
    }

    private static Path docker(Map<String, String> variables, Path home) {
        String named = variables.getOrDefault("DOCKER_CONFIG", "");
        return (named.isEmpty() ? home.resolve(".docker") : Path.of(named)).resolve("config.json");
    }
}
