package dev.drayage.containerd.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.testkit.Randomized;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Examples are those of RFC 7541, appendix C. */
class HeaderDecoderTest {
    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void readsAnswersThatReferToEarlierOnes() throws Http2Exception {
        HeaderDecoder decoder = new HeaderDecoder();
        // C.6.1 to C.6.3, packed
        assertThat(decoder.decode(
                        bytes("4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6"
                                + "2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        ":status", "302",
                        "cache-control", "private",
                        "date", "Mon, 21 Oct 2013 20:13:21 GMT",
                        "location", "https://www.example.com"));
        assertThat(decoder.decode(bytes("4883 640e ffc1 c0bf")))
                .containsEntry(":status", "307")
                .hasSize(4);
        assertThat(decoder.decode(
                        bytes("88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab"
                                + "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0"
                                + "03ed 4ee5 b106 3d50 07")))
                .containsEntry(":status", "200")
                .containsEntry("cache-control", "private")
                .containsEntry("date", "Mon, 21 Oct 2013 20:13:22 GMT")
                .containsEntry("location", "https://www.example.com")
                .containsEntry("content-encoding", "gzip")
                .containsEntry("set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
    }

    @Test
    void readsWhatIsWrittenInFull() {
        Randomized.check(100, random -> {
            byte[] value = new byte[random.nextInt(700)];
            random.nextBytes(value);
            Header header = new Header("grpc-message", new String(value, StandardCharsets.ISO_8859_1));
            byte[] block = HeaderEncoder.encode(List.of(new Header(":path", "/a"), header));
            assertThat(new HeaderDecoder().decode(ByteBuffer.wrap(block)))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(":path", "/a", "grpc-message", header.value()));
        });
    }

    @Test
    void forgetsTheOldestWhereTheTableIsFullOrMadeSmaller() throws Http2Exception {
        HeaderDecoder decoder = new HeaderDecoder();
        // a: b is kept, as number 62
        assertThat(decoder.decode(bytes("40 01 61 01 62 be"))).containsExactly(Map.entry("a", "b"));
        assertThat(decoder.decode(bytes("be"))).containsExactly(Map.entry("a", "b"));
        assertThatExceptionOfType(Http2Exception.class)
                .isThrownBy(() -> decoder.decode(bytes("20 be")))
                .withMessage("there is no header of number 62");
    }

    @Test
    void refusesWhatIsNoBlockOfHeaders() {
        for (String wrong : new String[] {
            "80",
            "be",
            "40",
            "40 0a 61",
            "3f ff ff ff ff ff 01",
            "3f e2 1f",
            "ff ff ff ff ff 01",
            "00 01 61 81 fe 0f",
            "00 81 00 01 61"
        }) {
            assertThatExceptionOfType(Http2Exception.class).as(wrong).isThrownBy(() -> new HeaderDecoder()
                    .decode(bytes(wrong)));
        }
    }

    @Test
    void anyBytesAreABlockOrAreRefused() {
        Randomized.check(2000, random -> {
            byte[] block = new byte[random.nextInt(40)];
            random.nextBytes(block);
            try {
                assertThat(new HeaderDecoder().decode(ByteBuffer.wrap(block)).size())
                        .isLessThanOrEqualTo(block.length);
            } catch (Http2Exception e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        });
    }
}
