package dev.drayage.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    @TempDir
    private Path directory;

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static void openssl(String command) {
        Peers.require("openssl").run(command.split(" ")).requireSuccess();
    }

    @ParameterizedTest
    @CsvSource({
        "genrsa -traditional -out KEY 2048, RSA PRIVATE KEY, SHA256withRSA",
        "genrsa -out KEY 2048, PRIVATE KEY, SHA256withRSA",
        "ecparam -genkey -name prime256v1 -out KEY, EC PRIVATE KEY, SHA256withECDSA",
        "ecparam -genkey -name secp384r1 -noout -out KEY, EC PRIVATE KEY, SHA256withECDSA",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY, PRIVATE KEY, SHA256withECDSA",
        "genpkey -algorithm ED25519 -out KEY, PRIVATE KEY, Ed25519",
    })
    void readsBothHalvesOfEveryKindOfKey(String command, String label, String signature) throws Exception {
        openssl(command.replace("KEY", file("private").toString()));
        assertThat(Files.readString(file("private"))).contains("-----BEGIN " + label + "-----");
        openssl("pkey -in " + file("private") + " -pubout -out " + file("public"));
        openssl("req -x509 -key " + file("private") + " -subj /CN=test -days 2 -out " + file("certificate"));

        PublicKey key = Pem.publicKeys(file("public")).get(0);

        assertThat(belongTogether(Pem.key(file("private")), key, signature)).isTrue();
        assertThat(Pem.publicKeys(file("certificate"))).containsExactly(key);
        assertThat(Pem.certificates(file("certificate")).get(0).getPublicKey()).isEqualTo(key);
    }

    private static boolean belongTogether(PrivateKey mine, PublicKey theirs, String algorithm)
            throws GeneralSecurityException {
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(mine);
        signing.update(new byte[100]);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(theirs);
        verifying.update(new byte[100]);
        return verifying.verify(signing.sign());
    }

    @Test
    void readsAllPublicKeysInTheirOrder() throws IOException {
        openssl("genrsa -out " + file("one") + " 2048");
        openssl("genrsa -out " + file("two") + " 2048");
        openssl("pkey -in " + file("one") + " -pubout -out " + file("one.pub"));
        openssl("pkey -in " + file("two") + " -pubout -out " + file("two.pub"));
        Files.writeString(file("both"), Files.readString(file("two.pub")) + Files.readString(file("one.pub")));

        assertThat(Pem.publicKeys(file("both")))
                .isEqualTo(List.of(
                        Pem.publicKeys(file("two.pub")).get(0),
                        Pem.publicKeys(file("one.pub")).get(0)));
    }

    @Test
    void anEncryptedKeyIsRefused() throws IOException {
        openssl("genpkey -algorithm ED25519 -aes256 -pass pass:secret -out " + file("key"));

        assertThatThrownBy(() -> Pem.key(file("key")))
                .hasMessage(file("key") + " holds no unencrypted private key in PEM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n",
            })
    void whatIsNoneIsRefusedByTheNameOfItsFile(String text) throws IOException {
        Files.writeString(file("odd"), text);

        assertThatThrownBy(() -> Pem.publicKeys(file("odd")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file("odd").toString());
        assertThatThrownBy(() -> Pem.certificates(file("odd")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file("odd").toString());
    }
}
