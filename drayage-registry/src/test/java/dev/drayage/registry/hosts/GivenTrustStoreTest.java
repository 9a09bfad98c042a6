package dev.drayage.registry.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenTrustStoreTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    @Test
    void aProgramThatWasToldWhomToTrustTrustsNobodyBesides() {
        assumeFalse(
                SystemCertificates.of(Map.of()).found().certificates().isEmpty(),
                "skipped: this system has no certificates");
        System.setProperty(TRUST_STORE, "/nowhere/trust.p12");
        try {
            assertThat(SystemCertificates.of(Map.of()).found().certificates()).isEmpty();
        } finally {
            System.clearProperty(TRUST_STORE);
        }
    }
}
