package dev.drayage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.s3.access.AwsProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3SettingsTest {
    @TempDir
    private Path home;

    private S3Settings settings(String bucket, String... pairs) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", home.toString()));
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return S3Settings.of(new BucketAddress(bucket, ""), environment, AwsProfiles.read(environment));
    }

    private String base(String bucket, String... pairs) throws IOException {
        return settings(bucket, pairs).endpoint().base().toString();
    }

    @Test
    void findsAwsByRegion() throws IOException {
        assertThat(base("bucket", "AWS_REGION", "eu-west-1")).isEqualTo("https://bucket.s3.eu-west-1.amazonaws.com");
        assertThat(base("bucket", "AWS_DEFAULT_REGION", "cn-north-1"))
                .isEqualTo("https://bucket.s3.cn-north-1.amazonaws.com.cn");
        assertThat(base("bucket")).isEqualTo("https://bucket.s3.us-east-1.amazonaws.com");
        assertThat(base("bucket", "AWS_USE_FIPS_ENDPOINT", "true", "AWS_USE_DUALSTACK_ENDPOINT", "true"))
                .isEqualTo("https://bucket.s3-fips.dualstack.us-east-1.amazonaws.com");
        assertThat(settings("with.dots").endpoint().isPath()).isTrue();
        assertThat(base("with.dots")).isEqualTo("https://s3.us-east-1.amazonaws.com");
    }

    @Test
    void findsAnotherServiceByTheVariablesOfAws() throws IOException {
        S3Settings settings = settings("bucket", "AWS_ENDPOINT_URL", "http://ceph:7480");
        assertThat(settings.endpoint().base().toString()).isEqualTo("http://ceph:7480");
        assertThat(settings.endpoint().isPath()).isTrue();
        assertThat(base("bucket", "AWS_ENDPOINT_URL", "http://a", "AWS_ENDPOINT_URL_S3", "http://b"))
                .isEqualTo("http://b");
        assertThat(base("bucket", "AWS_ENDPOINT_URL_S3", "https://host:1234/base", "DRAYAGE_S3_ADDRESSING", "virtual"))
                .isEqualTo("https://bucket.host:1234/base");
        assertThat(base("bucket", "AWS_ENDPOINT_URL", "http://a", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"))
                .isEqualTo("https://bucket.s3.us-east-1.amazonaws.com");
    }

    @Test
    void readsProfiles() throws IOException {
        Files.createDirectory(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), """
                [default]
                region = eu-north-1
                [profile other]
                region = eu-south-1 # the other one
                services = mine
                ca_bundle = /some/ca.pem
                s3 =
                  addressing_style = virtual
                [services mine]
                s3 =
                  endpoint_url = https://objects.example.com
                """);
        assertThat(base("bucket")).isEqualTo("https://bucket.s3.eu-north-1.amazonaws.com");
        S3Settings other = settings("bucket", "AWS_PROFILE", "other");
        assertThat(other.endpoint().base().toString()).isEqualTo("https://bucket.objects.example.com");
        assertThat(other.endpoint().region()).isEqualTo("eu-south-1");
        assertThat(other.certificates()).contains("/some/ca.pem");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("bucket", "AWS_PROFILE", "missing"))
                .withMessageContaining("no profile missing");
    }

    @Test
    void hasWhatIsWrittenEncrypted() throws IOException {
        assertThat(settings("bucket", "DRAYAGE_S3_SSE", "AES256").encryption())
                .containsExactlyEntriesOf(Map.of("x-amz-server-side-encryption", "AES256"));
        assertThat(settings("bucket", "DRAYAGE_S3_SSE", "aws:kms:arn:aws:kms:eu-west-1:1:key/2")
                        .encryption())
                .containsEntry("x-amz-server-side-encryption", "aws:kms")
                .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "arn:aws:kms:eu-west-1:1:key/2");
        assertThat(settings("bucket").encryption()).isEmpty();
    }

    @Test
    void refusesWhatMakesNoSenseWithoutShowingIt() {
        assertThatIllegalArgumentException().isThrownBy(() -> settings("bucket", "DRAYAGE_S3_SSE", "rot13"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings("bucket", "DRAYAGE_S3_ADDRESSING", "sideways"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings("bucket", "AWS_REGION", "a b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("bucket", "AWS_ENDPOINT_URL_S3", "http://user:hush@host"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    }
}
