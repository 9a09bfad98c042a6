package dev.drayage.s3.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RequestSignatureTest {
    private static final AccessKeys KEYS =
            AccessKeys.of("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Instant THEN = Instant.parse("2013-05-24T00:00:00Z");
    private static final URI BUCKET = URI.create("https://examplebucket.s3.amazonaws.com/");

    /** The signature alone. */
    private static String sign(String method, URI uri, Map<String, String> headers, String digest) {
        new RequestSignature("s3", "us-east-1").sign(method, uri, headers, digest, KEYS, THEN);
        return headers.getOrDefault("Authorization", "").replaceAll(".*Signature=", "");
    }

    @Test
    void signsAListingAsInTheDocumentationOfAws() {
        String signature = sign(
                "GET",
                BUCKET.resolve("?" + UriText.query(new TreeMap<>(Map.of("max-keys", "2", "prefix", "J")))),
                new TreeMap<>(),
                RequestSignature.sha256(new byte[0]));
        assertThat(signature).isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void signsAParameterWithoutAValueAsInTheDocumentationOfAws() {
        String signature = sign(
                "GET",
                BUCKET.resolve("?" + UriText.query(new TreeMap<>(Map.of("lifecycle", "")))),
                new TreeMap<>(),
                RequestSignature.sha256(new byte[0]));
        assertThat(signature).isEqualTo("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    @Test
    void carriesTheTokenOfASession() {
        TreeMap<String, String> headers = new TreeMap<>();
        AccessKeys keys = new AccessKeys("id", "secret", Optional.of("the-token"), Optional.empty());
        new RequestSignature("s3", "eu-west-1").sign("GET", BUCKET, headers, RequestSignature.UNSIGNED, keys, THEN);
        assertThat(headers).containsEntry("x-amz-security-token", "the-token");
        assertThat(headers.get("Authorization"))
                .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token")
                .doesNotContain("secret,");
    }

    @Test
    void showsNoSecret() {
        AccessKeys keys = new AccessKeys("id", "hush", Optional.of("hush too"), Optional.empty());
        assertThat(keys.toString()).isEqualTo("AccessKeys[id]");
        assertThat(Optional.of(keys).toString()).doesNotContain("hush");
    }
}
