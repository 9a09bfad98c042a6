package dev.drayage.testkit.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CephGatewayTest {

    @Test
    void makesBucketsThatNobodyElseMayRead() {
        CephGateway gateway = CephGateway.shared();
        String bucket = gateway.createBucket("some");
        assertThat(bucket).startsWith("some-");
        assertThat(status(gateway, bucket, CephGateway.ACCESS_KEY)).isEqualTo("200");
        assertThat(status(gateway, bucket, CephGateway.OTHER_ACCESS_KEY)).isEqualTo("403");
        assertThat(status(gateway, "no-such-bucket", CephGateway.ACCESS_KEY)).isEqualTo("404");
    }

    private static String status(CephGateway gateway, String bucket, String user) {
        return Peers.require("curl")
                .run(
                        "-s",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "--aws-sigv4",
                        "aws:amz:us-east-1:s3",
                        "--user",
                        user + ":" + CephGateway.SECRET_KEY,
                        "-H",
                        CephGateway.UNSIGNED,
                        gateway.endpoint() + "/" + bucket)
                .requireSuccess()
                .out();
    }
}
