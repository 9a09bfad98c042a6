package dev.drayage.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.drayage.server.access.Scope.Action;
import dev.drayage.server.http.FakeRequest;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAuthenticatorTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String SERVICE = "registry.example";
    private static final String ISSUER = "auth.example";

    private static RSAKey rsa;
    private static ECKey ec;

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(NOW);
    private final List<String> problems = new ArrayList<>();

    @BeforeAll
    static void makeKeys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    }

    private Path jwks(JWK... keys) throws IOException {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, new JWKSet(List.of(keys)).toString(true));
        return file;
    }

    private TokenAuthenticator open(String keys) throws IOException {
        return TokenAuthenticator.open(
                TokenOptions.of(URI.create("https://auth.example/token"), SERVICE, ISSUER, keys), problems::add, clock);
    }

    private TokenAuthenticator open() throws IOException {
        return open(jwks(rsa.toPublicJWK(), ec.toPublicJWK()).toString());
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(SERVICE)
                .subject("ann")
                .notBeforeTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(300)))
                .claim(
                        "access",
                        List.of(Map.of("type", "repository", "name", "team/app", "actions", List.of("pull", "push"))));
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private String token(JWTClaimsSet claims) throws JOSEException {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa")
                        .type(JOSEObjectType.JWT)
                        .build(),
                new RSASSASigner(rsa),
                claims);
    }

    private static Authentication authenticate(TokenAuthenticator tokens, String token) {
        return tokens.authenticate(FakeRequest.get("/v2/").with("Authorization", "Bearer " + token));
    }

    private static void assertRejected(TokenAuthenticator tokens, String token) {
        assertThat(authenticate(tokens, token)).isInstanceOf(Authentication.Rejected.class);
    }

    private static Authentication.Verified verified(TokenAuthenticator tokens, String token) {
        Authentication found = authenticate(tokens, token);
        assertThat(found).isInstanceOf(Authentication.Verified.class);
        return (Authentication.Verified) found;
    }

    @Test
    void aTokenAllowsWhatItsClaimsSay() throws Exception {
        Authentication.Verified found = verified(open(), token(claims().build()));

        assertThat(found.user()).isEqualTo("ann");
        assertThat(found.grants().test(Scope.repository("team/app", Action.PULL)))
                .isTrue();
        assertThat(found.grants().test(Scope.repository("team/app", Action.PULL, Action.PUSH)))
                .isTrue();
        assertThat(found.grants().test(Scope.repository("team/app", Action.DELETE)))
                .isFalse();
        assertThat(found.grants().test(Scope.repository("team", Action.PULL))).isFalse();
        assertThat(found.grants().test(Scope.repository("team/app/more", Action.PULL)))
                .isFalse();
        assertThat(found.grants().test(Scope.catalog())).isFalse();
    }

    @Test
    void severalEntriesAddUpAndAStarIsEverythingOfOneThing() throws Exception {
        JWTClaimsSet claims = claims().claim(
                        "access",
                        List.of(
                                Map.of("type", "repository", "name", "a", "actions", List.of("pull")),
                                Map.of("type", "repository", "name", "a", "actions", List.of("push")),
                                Map.of("type", "repository(plugin)", "name", "b", "actions", List.of("*")),
                                Map.of("type", "registry", "name", "catalog", "actions", List.of("*")),
                                Map.of("type", "repository", "name", "c", "actions", "pull"),
                                Map.of("type", "repository", "actions", List.of("pull")),
                                "nonsense"))
                .build();

        Authentication.Verified found = verified(open(), token(claims));

        assertThat(found.grants().test(Scope.repository("a", Action.PULL, Action.PUSH)))
                .isTrue();
        assertThat(found.grants().test(Scope.repository("b", Action.DELETE))).isTrue();
        assertThat(found.grants().test(Scope.catalog())).isTrue();
        assertThat(found.grants().test(Scope.repository("c", Action.PULL))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "text", "missing"})
    void aTokenWithoutAccessAllowsNothingButIsOne(String access) throws Exception {
        Object value = access.equals("text") ? "all" : null;
        JWTClaimsSet claims = claims().claim("access", value).build();

        assertThat(verified(open(), token(claims)).grants().test(Scope.repository("team/app", Action.PULL)))
                .isFalse();
    }

    @Test
    void keysOfEllipticCurvesAreTakenToo() throws Exception {
        String token = signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(), new ECDSASigner(ec), claims().build());

        assertThat(verified(open(), token).user()).isEqualTo("ann");
    }

    @Test
    void aTokenWithoutASignatureIsRefused() throws Exception {
        assertRejected(open(), new PlainJWT(claims().build()).serialize());
        String token = token(claims().build());
        assertRejected(open(), token.substring(0, token.lastIndexOf('.') + 1));
    }

    @Test
    void aTokenThatWasChangedIsRefused() throws Exception {
        String[] parts = token(claims().build()).split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(payload.replace("ann", "eve").getBytes(StandardCharsets.UTF_8));

        assertRejected(open(), parts[0] + "." + changed + "." + parts[2]);
    }

    /** The public key is known to all; it must not do as a secret. */
    @Test
    void aTokenThatIsSignedWithThePublicKeyAsASecretIsRefused() throws Exception {
        byte[] pem = ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(rsa.toRSAPublicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
        Path file = directory.resolve("key.pem");
        Files.write(file, pem);
        for (byte[] secret : List.of(pem, rsa.toRSAPublicKey().getEncoded())) {
            String token = signed(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(),
                    new MACSigner(secret),
                    claims().build());
            assertRejected(open(), token);
            assertRejected(open(file.toString()), token);
        }
    }

    @Test
    void aKeyThatTheTokenBringsItselfIsNotTaken() throws Exception {
        RSAKey own = new RSAKeyGenerator(2048).keyID("rsa").generate();
        String token = signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("rsa")
                        .jwk(own.toPublicJWK())
                        .build(),
                new RSASSASigner(own),
                claims().build());

        assertRejected(open(), token);
    }

    @Test
    void aKeyThatNobodyKnowsIsRefused() throws Exception {
        String token = signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("other").build(),
                new RSASSASigner(rsa),
                claims().build());

        assertRejected(open(), token);
    }

    @Test
    void aTokenForAnotherServiceOrOfAnotherIssuerIsRefused() throws Exception {
        assertRejected(open(), token(claims().audience("other.example").build()));
        assertRejected(open(), token(claims().audience((String) null).build()));
        assertRejected(open(), token(claims().issuer("evil.example").build()));
        assertRejected(open(), token(claims().issuer(null).build()));
        assertThat(verified(
                                open(),
                                token(claims().audience(List.of("other", SERVICE))
                                        .build()))
                        .user())
                .isEqualTo("ann");
    }

    @Test
    void aTokenIsGoodForItsTimeAndAMinute() throws Exception {
        String token = token(claims().build());
        TokenAuthenticator tokens = open();
        clock.pass(Duration.ofSeconds(355));
        assertThat(verified(tokens, token).user()).isEqualTo("ann");
        clock.pass(Duration.ofSeconds(10));
        assertRejected(tokens, token);

        assertRejected(open(), token(claims().expirationTime(null).build()));
        assertRejected(
                open(),
                token(claims().notBeforeTime(Date.from(clock.instant().plusSeconds(70)))
                        .expirationTime(Date.from(clock.instant().plusSeconds(300)))
                        .build()));
        assertThat(verified(
                                open(),
                                token(claims().notBeforeTime(
                                                Date.from(clock.instant().plusSeconds(50)))
                                        .expirationTime(
                                                Date.from(clock.instant().plusSeconds(300)))
                                        .build()))
                        .user())
                .isEqualTo("ann");
    }

    @Test
    void keysInPemNeedNoName() throws Exception {
        Path file = directory.resolve("keys.pem");
        StringBuilder pem = new StringBuilder();
        for (byte[] key :
                List.of(ec.toECPublicKey().getEncoded(), rsa.toRSAPublicKey().getEncoded())) {
            pem.append("-----BEGIN PUBLIC KEY-----\n")
                    .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key))
                    .append("\n-----END PUBLIC KEY-----\n");
        }
        Files.writeString(file, pem);
        TokenAuthenticator tokens = open(file.toString());

        assertThat(verified(tokens, token(claims().build())).user()).isEqualTo("ann");
        RSAKey other = new RSAKeyGenerator(2048).generate();
        assertRejected(tokens, signed(new JWSHeader(JWSAlgorithm.RS256), new RSASSASigner(other), claims().build()));
    }

    @Test
    void aFileOfKeysIsReadAgainWhenItChanges() throws Exception {
        Path file = jwks(ec.toPublicJWK());
        TokenAuthenticator tokens = open(file.toString());
        String token = token(claims().build());
        assertRejected(tokens, token);

        jwks(ec.toPublicJWK(), rsa.toPublicJWK());
        clock.pass(Duration.ofSeconds(2));

        assertThat(verified(tokens, token).user()).isEqualTo("ann");
    }

    @Test
    void keysOfAUrlAreFetchedOnceAndAgainForANewKey() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        List<JWK> published = new ArrayList<>(List.of(ec.toPublicJWK()));
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            byte[] body = new JWKSet(published).toString(true).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
        try {
            TokenAuthenticator tokens =
                    open("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys");
            assertThat(asked).hasValue(0);
            String known = signed(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(),
                    new ECDSASigner(ec),
                    claims().build());
            verified(tokens, known);
            verified(tokens, known);
            assertThat(asked).hasValue(1);

            published.add(rsa.toPublicJWK());
            assertThat(verified(tokens, token(claims().build())).user()).isEqualTo("ann");
            assertThat(asked).hasValue(2);
        } finally {
            issuer.stop(0);
        }
    }

    @Test
    void keysThatCannotBeHadDecideNothing() throws Exception {
        TokenAuthenticator tokens = open("http://127.0.0.1:1/keys");

        assertThat(authenticate(tokens, token(claims().build()))).isInstanceOf(Authentication.Undecided.class);
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("the keys of http://127.0.0.1:1/keys cannot be had:");
    }

    @Test
    void keysThatAnybodyCouldForgeAreRefused() {
        assertThatThrownBy(() -> open("http://192.0.2.1/keys"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without TLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}", "text"})
    void aFileWithoutKeysIsRefused(String text) throws IOException {
        Path file = directory.resolve("none");
        Files.writeString(file, text);

        assertThatThrownBy(() -> open(file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.b", "a.b.c", "....", "\u00e4.\u00e4.\u00e4", "eyJhbGciOiJub25lIn0.e30."})
    void nonsenseIsRefused(String token) throws IOException {
        assertRejected(open(), token);
    }

    @Test
    void otherCredentialsAndNoneAreToldApart() throws IOException {
        TokenAuthenticator tokens = open();

        assertThat(tokens.authenticate(FakeRequest.get("/v2/"))).isEqualTo(new Authentication.Anonymous());
        assertThat(tokens.authenticate(FakeRequest.get("/v2/").with("Authorization", "Basic YTpi")))
                .isInstanceOf(Authentication.Rejected.class);
        assertRejected(tokens, "a".repeat(20_000));
    }

    @Test
    void saysWhereToGetATokenAndForWhat() throws IOException {
        assertThat(open().challenge(
                                List.of(
                                        Scope.repository("a/b", Action.PULL, Action.PUSH),
                                        Scope.repository("c", Action.PULL)),
                                "insufficient_scope"))
                .isEqualTo("Bearer realm=\"https://auth.example/token\",service=\"registry.example\","
                        + "scope=\"repository:a/b:pull,push repository:c:pull\",error=\"insufficient_scope\"");
        assertThat(open().challenge(List.of(), ""))
                .isEqualTo("Bearer realm=\"https://auth.example/token\",service=\"registry.example\"");
        assertThat(open().challenge(List.of(Scope.catalog()), "")).contains("scope=\"registry:catalog:*\"");
    }

    @Test
    void optionsThatBreakAHeaderAreRefused() {
        URI realm = URI.create("https://auth.example/token");
        for (String odd : List.of("", "a\"b", "a\r\nb", "a\\b")) {
            assertThatThrownBy(() -> TokenOptions.of(realm, odd, ISSUER, "keys"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> TokenOptions.of(URI.create("/token"), SERVICE, ISSUER, "keys"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
