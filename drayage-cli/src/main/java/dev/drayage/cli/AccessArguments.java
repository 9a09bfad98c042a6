package dev.drayage.cli;

import dev.drayage.server.ServerOptions;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may do what with a registry that is served. */
final class AccessArguments {
    @Option(
            names = "--htpasswd",
            paramLabel = "FILE",
            description = "Ask for the user names and passwords of this file, which htpasswd -B makes.")
    private @Nullable Path passwords;

    @Option(
            names = "--token-realm",
            paramLabel = "URL",
            description = "Ask for a token from here, as distribution's token authentication has it.")
    private @Nullable URI realm;

    @Option(
            names = "--token-service",
            paramLabel = "NAME",
            description = "What this registry is called in tokens; with --token-realm.")
    private @Nullable String service;

    @Option(names = "--token-issuer", paramLabel = "NAME", description = "Who issues the tokens; with --token-realm.")
    private @Nullable String issuer;

    @Option(
            names = "--token-keys",
            paramLabel = "FILE|URL",
            description =
                    "The public keys that tokens are signed with: PEM, or a JSON Web Key Set; with --token-realm.")
    private @Nullable String keys;

    @Option(names = "--anonymous", description = "Let everybody read; passwords and tokens are for pushing.")
    private boolean anonymous;

    ServerOptions apply(ServerOptions options) {
        boolean hasTokens = realm != null || service != null || issuer != null || keys != null;
        if (passwords != null && hasTokens) {
            throw new WrongUseException("--htpasswd and tokens exclude each other; choose one");
        }
        if (anonymous && passwords == null && !hasTokens) {
            throw new WrongUseException(
                    "--anonymous is for registries with --htpasswd or --token-realm, and everybody may read this one;"
                            + " leave it out");
        }
        ServerOptions all = anonymous ? options.withAnonymousReads() : options;
        if (hasTokens) {
            return withTokens(all);
        }
        return passwords == null ? all : all.withPasswords(passwords);
    }

    private ServerOptions withTokens(ServerOptions options) {
        if (realm == null || service == null || issuer == null || keys == null) {
            throw new WrongUseException(
                    "tokens take --token-realm, --token-service, --token-issuer and --token-keys; give all four");
        }
        try {
            return options.withTokens(realm, service, issuer, keys);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(String.valueOf(e.getMessage()));
        }
    }
}
