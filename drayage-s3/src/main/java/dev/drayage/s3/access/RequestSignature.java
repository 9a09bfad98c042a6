package dev.drayage.s3.access;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of AWS, version 4, in a header. Of the headers of a request those are signed that mean something to the
 * service; paths and queries are signed as they are sent.
 *
 * @param service such as {@code s3}
 * @param region in which the keys are to be good
 */
public record RequestSignature(String service, String region) {
    /** Said of a body that the signature does not cover. */
    public static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * Adds to a request what it needs to be believed.
     *
     * @param uri with path and query encoded, the query's parameters in order
     * @param headers of the request; those that are added come to them
     * @param bodyDigest the SHA-256 of the body in hexadecimal, or {@link #UNSIGNED}
     */
    public void sign(
            String method, URI uri, Map<String, String> headers, String bodyDigest, AccessKeys keys, Instant now) {
        String time = TIME.format(now);
        headers.put("x-amz-date", time);
        if (service.equals("s3")) {
            headers.put("x-amz-content-sha256", bodyDigest);
        }
        keys.token().ifPresent(token -> headers.put("x-amz-security-token", token));
        TreeMap<String, String> signed = new TreeMap<>();
        signed.put("host", host(uri));
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-amz-") || lower.equals("content-md5") || lower.equals("content-type")) {
                signed.put(lower, value.strip().replaceAll(" +", " "));
            }
        });
        String names = String.join(";", signed.keySet());
        String canonical = method + "\n" + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()) + "\n"
                + (uri.getRawQuery() == null ? "" : uri.getRawQuery()) + "\n"
                + signed.entrySet().stream()
                        .map(each -> each.getKey() + ":" + each.getValue() + "\n")
                        .collect(Collectors.joining())
                + "\n" + names + "\n" + bodyDigest;
        String day = time.substring(0, 8);
        String scope = day + "/" + region + "/" + service + "/aws4_request";
        String text =
                ALGORITHM + "\n" + time + "\n" + scope + "\n" + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + keys.secret()).getBytes(StandardCharsets.UTF_8);
        for (String step : new String[] {day, region, service, "aws4_request", text}) {
            key = hmac(key, step);
        }
        headers.put(
                "Authorization",
                ALGORITHM + " Credential=" + keys.id() + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + HexFormat.of().formatHex(key));
    }

    /** As the header of this name has it. */
    private static String host(URI uri) {
        boolean isDefault =
                uri.getPort() < 0 || uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80);
        return isDefault ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** The digest of bytes that are signed, in hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
