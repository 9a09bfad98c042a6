package dev.drayage.registry.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Who one is to a registry.
 *
 * @param username the user; empty where an identity token stands for one
 * @param secret the password, or the identity token
 * @param kind what the secret is
 */
public record Credentials(String username, String secret, Kind kind) {

    /** What a secret is good for. */
    public enum Kind {
        /** A password, or a token used as one. */
        PASSWORD,
        /** An OAuth 2 refresh token, which only gets other tokens. */
        IDENTITY_TOKEN,
        /** A bearer token, used as it stands. */
        REGISTRY_TOKEN
    }

    /** A user with a password. */
    public static Credentials of(String username, String password) {
        return new Credentials(username, password, Kind.PASSWORD);
    }

    /** The value of an {@code Authorization} header that shows user and password. */
    public String basic() {
        byte[] pair = (username + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "credentials of " + (username.isEmpty() ? "a token" : username);
    }
}
