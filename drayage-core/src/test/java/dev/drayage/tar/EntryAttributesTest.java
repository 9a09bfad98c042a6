package dev.drayage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.testkit.LayerDraft;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What headers say of entries besides what finds them. */
class EntryAttributesTest {
    private static EntryAttributes attributes(byte[] tar) throws IOException {
        TarScanner scanner = new TarScanner(Blob.ofBytes(tar), "test", TarLimits.defaults());
        assertThat(scanner.next()).isPresent();
        return scanner.attributes();
    }

    @Test
    void readsPermissionsOwnersAndTimes() throws IOException {
        EntryAttributes attributes = attributes(new LayerDraft()
                .mode(0104755)
                .owner(1000, 70)
                .time("12345")
                .file("a", "x")
                .bytes());
        assertThat(attributes)
                .isEqualTo(new EntryAttributes('0', 04755, 1000, 70, 12345, 0, 0, 0, attributes.xattrs()));
        assertThat(attributes.xattrs()).isEmpty();
    }

    @Test
    void readsFractionsOfTimesBeforeTheEpochToo() throws IOException {
        EntryAttributes later =
                attributes(new LayerDraft().time("7.25").file("a", "").bytes());
        assertThat(later.mtimeSeconds()).isEqualTo(7);
        assertThat(later.mtimeNanos()).isEqualTo(250_000_000);
        byte[] tar = new LayerDraft().time("07.25").file("a", "").bytes();
        // The record is as long with a sign as with a zero.
        String text = new String(tar, java.nio.charset.StandardCharsets.ISO_8859_1).replace("=07.25", "=-7.25");
        EntryAttributes earlier = attributes(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThat(earlier.mtimeSeconds()).isEqualTo(-8);
        assertThat(earlier.mtimeNanos()).isEqualTo(750_000_000);
    }

    @Test
    void readsNegativeNumbersInBase256() throws IOException {
        byte[] header = new LayerDraft().file("a", "").bytes();
        java.util.Arrays.fill(header, 136, 148, (byte) 0xff);
        header[147] = (byte) 0xfe;
        java.util.Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += header[i] & 0xff;
        }
        byte[] digits = String.format("%06o\0", sum).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, 148, digits.length);
        assertThat(attributes(header).mtimeSeconds()).isEqualTo(-2);
    }

    @Test
    void readsExtendedAttributes() throws IOException {
        EntryAttributes attributes = attributes(new LayerDraft()
                .xattr("user.a", "1")
                .xattr("security.capability", "x=y")
                .file("a", "")
                .bytes());
        assertThat(attributes.xattrs()).isEqualTo(Map.of("user.a", "1", "security.capability", "x=y"));
    }
}
