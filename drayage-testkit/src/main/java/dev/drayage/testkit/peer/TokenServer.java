package dev.drayage.testkit.peer;

import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Gives tokens for a registry as the distribution project's "Token Authentication" has it: to everybody for pulling, to
 * {@code alice} with the password {@code secret} for everything, and to nobody for two repositories at once. Thread-safe.
 */
public final class TokenServer implements WireServer.Handler {
    static final String ISSUER = "drayage-test";
    static final String SERVICE = "test-registry";
    private static final String ALICE = "Basic YWxpY2U6c2VjcmV0";
    private static final int SECONDS = 300;

    private final PrivateKey key;
    private final String certificate;

    /** A server that signs with this key, which the registry is told to trust by its certificate. */
    public TokenServer(Certificates.Pair pair) {
        try {
            key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der(pair.key())));
            certificate = Base64.getEncoder().encodeToString(der(pair.certificate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(pair.key() + " is no RSA key", e);
        }
    }

    private static byte[] der(Path pem) {
        try {
            return Base64.getMimeDecoder().decode(Files.readString(pem).replaceAll("-----[A-Z ]+-----", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Reply handle(WireRequest request) {
        boolean isAlice = request.header("Authorization").filter(ALICE::equals).isPresent();
        if (!isAlice && request.header("Authorization").isPresent()) {
            return Reply.error(401, "UNAUTHORIZED", "wrong password");
        }
        List<String> scopes = request.parameters("scope").stream()
                .flatMap(scope -> Arrays.stream(scope.split(" ", -1)))
                .toList();
        long repositories =
                scopes.stream().map(scope -> scope.split(":", -1)[1]).distinct().count();
        if (repositories > 1) {
            return Reply.error(403, "DENIED", "one repository at a time");
        }
        String access = scopes.stream().map(scope -> access(scope, isAlice)).collect(Collectors.joining(","));
        return Reply.json(
                200, "{\"token\":\"" + token(isAlice ? "alice" : "", access) + "\",\"expires_in\":" + SECONDS + "}");
    }

    private static String access(String scope, boolean isAlice) {
        String[] parts = scope.split(":", -1);
        String actions = Arrays.stream(parts[2].split(",", -1))
                .filter(action -> isAlice || action.equals("pull"))
                .map(action -> "\"" + action + "\"")
                .collect(Collectors.joining(","));
        return "{\"type\":\"" + parts[0] + "\",\"name\":\"" + parts[1] + "\",\"actions\":[" + actions + "]}";
    }

    private String token(String subject, String access) {
        long now = Instant.now().getEpochSecond();
        String header = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + certificate + "\"]}";
        String claims = "{\"iss\":\"" + ISSUER + "\",\"sub\":\"" + subject + "\",\"aud\":\"" + SERVICE + "\",\"exp\":"
                + (now + SECONDS) + ",\"nbf\":" + (now - SECONDS) + ",\"iat\":" + now + ",\"jti\":\"" + now
                + "\",\"access\":[" + access + "]}";
        String signed =
                encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.UTF_8));
            return signed + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
