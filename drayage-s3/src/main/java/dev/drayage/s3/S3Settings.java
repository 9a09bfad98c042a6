package dev.drayage.s3;

import dev.drayage.s3.access.AwsProfiles;
import dev.drayage.s3.client.S3Endpoint;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a service is spoken to, by the variables and files that tools of AWS know, and some of Drayage's own.
 *
 * @param endpoint where the bucket is
 * @param encryption headers that have what is written encrypted
 * @param certificates the file of those to trust beside the usual ones
 * @param isAnonymous whether nothing is signed
 */
record S3Settings(
        S3Endpoint endpoint, Map<String, String> encryption, Optional<String> certificates, boolean isAnonymous) {

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if one makes no sense
     */
    static S3Settings of(BucketAddress address, Map<String, String> environment, AwsProfiles profiles)
            throws IOException {
        Optional<String> region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION")
                .or(() -> Optional.ofNullable(profileValue(profiles, "region")));
        Optional<String> custom = endpoint(environment, profiles);
        String signed = region.orElse("us-east-1");
        if (!signed.matches("[a-zA-Z0-9-]{1,64}")) {
            throw new IllegalArgumentException("AWS_REGION is no region; it has to be like us-east-1");
        }
        String style = first(environment, "DRAYAGE_S3_ADDRESSING")
                .or(() -> Optional.ofNullable(s3Value(profiles, "addressing_style")))
                .orElse("auto");
        boolean isPath =
                switch (style) {
                    case "path" -> true;
                    case "virtual" -> false;
                    case "auto" -> custom.isPresent() || !address.isHostName();
                    default ->
                        throw new IllegalArgumentException(
                                "DRAYAGE_S3_ADDRESSING, or addressing_style of the profile, is path, virtual or auto");
                };
        URI base = custom.isPresent() ? address(custom.get()) : ofAws(signed, environment, profiles);
        if (!isPath) {
            base = URI.create(base.getScheme() + "://" + address.bucket() + "." + base.getRawAuthority()
                    + (base.getRawPath() == null ? "" : base.getRawPath()));
        }
        return new S3Settings(
                new S3Endpoint(base, address.bucket(), isPath, signed),
                encryption(environment),
                first(environment, "AWS_CA_BUNDLE").or(() -> Optional.ofNullable(profileValue(profiles, "ca_bundle"))),
                isTrue(environment, "DRAYAGE_S3_ANONYMOUS"));
    }

    private static @org.jspecify.annotations.Nullable String profileValue(AwsProfiles profiles, String name) {
        try {
            return profiles.value(name).orElse(null);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static @org.jspecify.annotations.Nullable String s3Value(AwsProfiles profiles, String name) {
        try {
            return profiles.ofService("s3", name).orElse(null);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Optional<String> endpoint(Map<String, String> environment, AwsProfiles profiles) {
        if (isTrue(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) {
            return Optional.empty();
        }
        return first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .or(() -> Optional.ofNullable(s3Value(profiles, "endpoint_url")))
                .or(() -> Optional.ofNullable(profileValue(profiles, "endpoint_url")));
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text);
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getUserInfo() == null && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the text, which may have a password in it.
        }
        throw new IllegalArgumentException(
                "the service's address is none; AWS_ENDPOINT_URL_S3 has to be https://HOST or http://HOST:PORT");
    }

    private static URI ofAws(String region, Map<String, String> environment, AwsProfiles profiles) {
        boolean isFips = isTrue(environment, "AWS_USE_FIPS_ENDPOINT")
                || "true".equalsIgnoreCase(profileValue(profiles, "use_fips_endpoint"));
        boolean isDual = isTrue(environment, "AWS_USE_DUALSTACK_ENDPOINT")
                || "true".equalsIgnoreCase(profileValue(profiles, "use_dualstack_endpoint"));
        return URI.create("https://s3" + (isFips ? "-fips" : "") + (isDual ? ".dualstack" : "") + "." + region
                + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : ""));
    }

    private static Map<String, String> encryption(Map<String, String> environment) {
        String wanted = environment.getOrDefault("DRAYAGE_S3_SSE", "");
        if (wanted.isEmpty()) {
            return Map.of();
        }
        String[] parts = wanted.split(":", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        if (wanted.equals("AES256")) {
            headers.put("x-amz-server-side-encryption", "AES256");
        } else if (parts.length >= 2 && parts[0].equals("aws") && parts[1].equals("kms")) {
            headers.put("x-amz-server-side-encryption", "aws:kms");
            if (parts.length == 3 && !parts[2].isEmpty()) {
                headers.put("x-amz-server-side-encryption-aws-kms-key-id", parts[2]);
            }
        } else {
            throw new IllegalArgumentException("DRAYAGE_S3_SSE is AES256, aws:kms or aws:kms:KEY");
        }
        return headers;
    }

    private static boolean isTrue(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").equalsIgnoreCase("true");
    }

    private static Optional<String> first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
