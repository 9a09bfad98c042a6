package dev.drayage.s3;

import dev.drayage.s3.access.AwsProfiles;
import dev.drayage.s3.access.KeyChain;
import dev.drayage.s3.access.KeyRequests;
import dev.drayage.s3.access.KeySource;
import dev.drayage.s3.access.ProxyVariables;
import dev.drayage.s3.client.S3Client;
import dev.drayage.s3.client.S3Connections;
import dev.drayage.s3.client.S3Limits;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** How a bucket is put together. */
final class S3Opening {
    private S3Opening() {}

    static S3Bucket open(BucketAddress address, Map<String, String> environment) throws IOException {
        return open(address, environment, S3Limits.DEFAULT, Sleeper.ofSystem());
    }

    static S3Bucket open(BucketAddress address, Map<String, String> environment, S3Limits limits, Sleeper sleeper)
            throws IOException {
        AwsProfiles profiles = AwsProfiles.read(environment);
        S3Settings settings = S3Settings.of(address, environment, profiles);
        SSLContext tls = TrustedCertificates.context(settings.certificates());
        ProxyVariables proxies = new ProxyVariables(environment);
        KeySource keys = settings.isAnonymous()
                ? Optional::empty
                : KeyChain.of(environment, profiles, new KeyRequests(tls, proxies), sleeper);
        S3Client client =
                new S3Client(settings.endpoint(), keys, limits, new S3Connections(limits, tls, proxies), sleeper);
        return new S3Bucket(client, address, settings.encryption());
    }
}
