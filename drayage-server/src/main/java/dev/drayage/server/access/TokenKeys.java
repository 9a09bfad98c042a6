package dev.drayage.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.drayage.pem.Pem;
import dev.drayage.server.reload.ReloadedFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys that tokens are verified with. Only public keys are among them, and only algorithms of public keys are taken: no
 * token without a signature, and none that was signed with a public key as if it were a secret.
 */
final class TokenKeys {
    private static final int MAX_BYTES = 1 << 20;
    private static final int TIMEOUT_MILLIS = 5000;
    private static final long LIFETIME_MILLIS = 10 * 60 * 1000;
    private static final long OUTAGE_MILLIS = 4 * 60 * 60 * 1000;
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private TokenKeys() {}

    /**
     * The keys of a URL, or of a file that is read again when it changes.
     *
     * @throws IOException if the file cannot be read, or has no key; the URL is first asked with the first token
     * @throws IllegalArgumentException if it is a URL that anybody on the way could answer for
     */
    static JWSKeySelector<SecurityContext> of(String keys, Consumer<String> problems, InstantSource clock)
            throws IOException {
        if (keys.startsWith("https://") || keys.startsWith("http://")) {
            return ofUrl(keys);
        }
        Path file = Path.of(keys);
        ReloadedFiles<JWKSet> read = ReloadedFiles.open(List.of(file), () -> read(file), problems, clock);
        JWSVerificationKeySelector<SecurityContext> byHeader =
                new JWSVerificationKeySelector<>(ALGORITHMS, (selector, context) -> selector.select(read.get()));
        return (header, context) -> {
            List<? extends Key> named = byHeader.selectJWSKeys(header, context);
            return named.isEmpty() ? ofNoName(header.getAlgorithm(), read.get()) : named;
        };
    }

    /** Keys without a name, as those in PEM are, may be the one that a token names. */
    private static List<Key> ofNoName(JWSAlgorithm algorithm, JWKSet keys) {
        List<Key> found = new ArrayList<>();
        for (JWK key : keys.getKeys()) {
            boolean fits = ALGORITHMS.contains(algorithm)
                    && key.getKeyID() == null
                    && key.getKeyType().equals(KeyType.forAlgorithm(algorithm))
                    && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm));
            if (fits) {
                try {
                    found.add(publicKey(key));
                } catch (JOSEException e) {
                    // It was read without fault before.
                    throw new IllegalStateException(e);
                }
            }
        }
        return found;
    }

    private static Key publicKey(JWK key) throws JOSEException {
        return key.getKeyType().equals(KeyType.RSA)
                ? key.toRSAKey().toPublicKey()
                : key.toECKey().toPublicKey();
    }

    private static JWSKeySelector<SecurityContext> ofUrl(String url) {
        try {
            URI uri = new URI(url);
            if (url.startsWith("http:") && !isLoopback(uri.getHost())) {
                throw new IllegalArgumentException(
                        url + " is asked for keys without TLS, so that anybody on the way could forge tokens; name one"
                                + " that begins with https:");
            }
            JWKSource<SecurityContext> source = JWKSourceBuilder.<SecurityContext>create(
                            uri.toURL(), new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES))
                    .cache(LIFETIME_MILLIS, TIMEOUT_MILLIS)
                    .refreshAheadCache(false)
                    .retrying(true)
                    .rateLimited(true)
                    .outageTolerant(OUTAGE_MILLIS)
                    .build();
            return new JWSVerificationKeySelector<>(ALGORITHMS, source);
        } catch (URISyntaxException | MalformedURLException e) {
            throw new IllegalArgumentException(url + " is not a URL: " + e.getMessage(), e);
        }
    }

    private static boolean isLoopback(@Nullable String host) {
        try {
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static JWKSet read(Path file) throws IOException {
        String text;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes; name a JWKS, or keys in PEM");
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist; name a JWKS, or public keys in PEM", e);
        }
        List<JWK> keys = text.stripLeading().startsWith("{") ? named(file, text) : unnamed(Pem.publicKeys(file));
        List<JWK> usable = keys.stream()
                .filter(key ->
                        key.getKeyType().equals(KeyType.RSA) || key.getKeyType().equals(KeyType.EC))
                .map(JWK::toPublicJWK)
                .toList();
        if (usable.isEmpty()) {
            throw new IOException(file + " has no public key of RSA or an elliptic curve to verify tokens with");
        }
        return new JWKSet(usable);
    }

    private static List<JWK> named(Path file, String text) throws IOException {
        try {
            return JWKSet.parse(text).getKeys();
        } catch (ParseException e) {
            throw new IOException(file + " is not a JWKS: " + e.getMessage(), e);
        }
    }

    private static List<JWK> unnamed(List<PublicKey> keys) {
        List<JWK> found = new ArrayList<>();
        for (PublicKey key : keys) {
            if (key instanceof RSAPublicKey rsa) {
                found.add(new RSAKey.Builder(rsa).build());
            } else if (key instanceof ECPublicKey ec && Curve.forECParameterSpec(ec.getParams()) != null) {
                found.add(new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build());
            }
        }
        return found;
    }
}
