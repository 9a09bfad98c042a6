package dev.drayage.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.drayage.server.http.Request;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of an issuer: JWTs that say what of which repositories may be done (distribution, "Token Authentication"). Taken is
 * one that is signed by a key of the issuer, for this registry, and now.
 */
public final class TokenAuthenticator implements Authenticator {
    private static final String SCHEME = "Bearer ";

    /** Larger ones are no tokens of anybody. */
    private static final int MAX_CHARS = 16 << 10;

    private static final Duration KEYS_AGAIN_AFTER = Duration.ofSeconds(5);

    private static final Duration TOLD_AGAIN_AFTER = Duration.ofMinutes(1);

    private final TokenOptions options;
    private final DefaultJWTProcessor<SecurityContext> processor;
    private final Consumer<String> problems;
    private final InstantSource clock;

    /** When it was last told that the keys cannot be had. Guarded by this. */
    private @Nullable Instant told;

    private TokenAuthenticator(
            TokenOptions options,
            JWSKeySelector<SecurityContext> keys,
            Consumer<String> problems,
            InstantSource clock) {
        this.options = options;
        this.problems = problems;
        this.clock = clock;
        this.processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(keys);
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier(new Claims(options, clock));
    }

    /**
     * Takes tokens that are signed with one of these keys. Keys of a file are read now and when it changes, those of a URL
     * when a token needs them.
     *
     * @param problems told, in a sentence each, of keys that could not be had
     * @throws IOException if a file of keys cannot be read
     * @throws IllegalArgumentException if keys would come from a URL without TLS
     */
    public static TokenAuthenticator open(TokenOptions options, Consumer<String> problems) throws IOException {
        return open(options, problems, InstantSource.system());
    }

    static TokenAuthenticator open(TokenOptions options, Consumer<String> problems, InstantSource clock)
            throws IOException {
        return new TokenAuthenticator(options, TokenKeys.of(options.keys(), problems, clock), problems, clock);
    }

    /** For whom and when a token is, with a leeway. */
    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final InstantSource clock;

        Claims(TokenOptions options, InstantSource clock) {
            super(
                    Set.of(options.service()),
                    new JWTClaimsSet.Builder().issuer(options.issuer()).build(),
                    Set.of("exp"),
                    null);
            this.clock = clock;
            setMaxClockSkew((int) options.leeway().toSeconds());
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    @Override
    public Authentication authenticate(Request request) {
        String header = request.header("Authorization").orElse("");
        if (header.isEmpty()) {
            return new Authentication.Anonymous();
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Authentication.Rejected("only tokens of the issuer are taken here");
        }
        if (header.length() > MAX_CHARS) {
            return new Authentication.Rejected("the token is too large");
        }
        try {
            SignedJWT token = SignedJWT.parse(header.substring(SCHEME.length()).strip());
            JWTClaimsSet claims = processor.process(token, null);
            TokenGrants grants = TokenGrants.of(claims.getClaim("access"));
            return new Authentication.Verified(Objects.requireNonNullElse(claims.getSubject(), ""), grants::allow);
        } catch (KeySourceException e) {
            tell("the keys of " + options.keys() + " cannot be had: " + e.getMessage());
            return new Authentication.Undecided(KEYS_AGAIN_AFTER);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return new Authentication.Rejected("the token is not valid here: " + reason(e));
        }
    }

    /** Each token that comes meanwhile has the same problem. */
    private void tell(String problem) {
        if (isToldAgain(clock.instant())) {
            problems.accept(problem);
        }
    }

    private synchronized boolean isToldAgain(Instant now) {
        boolean isDue = told == null || !told.plus(TOLD_AGAIN_AFTER).isAfter(now);
        if (isDue) {
            told = now;
        }
        return isDue;
    }

    /** What the library says of a token is for whoever has it; it says nothing of the keys. */
    private static String reason(Exception e) {
        return Objects.requireNonNullElse(e.getMessage(), "it cannot be read");
    }

    @Override
    public String challenge(List<Scope> scopes, String error) {
        StringBuilder challenge = new StringBuilder("Bearer realm=\"")
                .append(options.realm().toASCIIString())
                .append("\",service=\"")
                .append(options.service())
                .append('"');
        if (!scopes.isEmpty()) {
            challenge.append(",scope=\"");
            challenge.append(
                    String.join(" ", scopes.stream().map(Scope::toString).toList()));
            challenge.append('"');
        }
        if (!error.isEmpty()) {
            challenge.append(",error=\"").append(error).append('"');
        }
        return challenge.toString();
    }
}
