package dev.drayage.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeIndexTest {
    private static final Digest SOME = Digest.compute(DigestAlgorithm.SHA256, new byte[] {1});

    private static VolumeIndex index(long size, List<Long> sizes) {
        return new VolumeIndex(
                size, sizes.stream().map(each -> new Volume(each, SOME, SOME)).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 200000, 1",
        "199000, 200000, 1",
        "199900, 200000, 2",
        "200000, 200000, 2",
        "200001, 200000, 2",
        "199600000, 200000, 999"
    })
    void cutsEverythingAndFindsRoomForTheIndex(long size, long volume, int count) {
        List<Long> sizes = VolumeSplit.sizes(size, volume);

        assertThat(sizes).hasSize(count);
        assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isEqualTo(size);
        int last = sizes.size() - 1;
        assertThat(sizes.get(last) + VolumeIndex.encodedLength(size, sizes)).isLessThanOrEqualTo(volume);
        assertThat(sizes.subList(0, Math.max(0, last - 1))).allMatch(each -> each == volume);
    }

    @Test
    void refusesTooManyAndTooSmallOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VolumeSplit.sizes(999 * 200_000L, 200_000))
                .withMessageContaining("more than the 999");
        assertThatIllegalArgumentException()
                .as("there is no room for the index in the last of them")
                .isThrownBy(() -> VolumeSplit.sizes(998 * 200_000L + 100_000, 200_000));
        assertThatIllegalArgumentException().isThrownBy(() -> VolumeSplit.sizes(1, 199_999));
    }

    @Test
    void isFoundAtTheEndOfWhateverComesBefore() throws InvalidDocumentException {
        VolumeIndex index = index(500_000, List.of(300_000L, 200_000L));
        byte[] encoded = index.encode();
        byte[] behind = new byte[1000 + encoded.length];
        System.arraycopy(encoded, 0, behind, 1000, encoded.length);

        assertThat(VolumeIndex.parseEnd(encoded)).isEqualTo(index);
        assertThat(VolumeIndex.parseEnd(behind)).isEqualTo(index);
        assertThat(VolumeIndex.parseEnd(new byte[5000])).isNull();
        assertThat(VolumeIndex.parseEnd(new byte[10])).isNull();
    }

    @Test
    void theLargestIsRead() throws InvalidDocumentException {
        long large = Long.MAX_VALUE / 1000;
        List<Long> sizes = new ArrayList<>(Collections.nCopies(998, large));
        sizes.add(5L);
        VolumeIndex index = index(998 * large + 5, sizes);

        assertThat(index.encode().length).isLessThanOrEqualTo(VolumeIndex.MOST_BYTES);
        assertThat(VolumeIndex.parseEnd(index.encode())).isEqualTo(index);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schemaVersion\":1 | \"schemaVersion\":2",
                "\"size\":10, | \"size\":11,",
                "\"size\":10, | \"size\":9,",
                "volumes.v1 | volumes.v2",
                "\"size\":4 | \"size\":9223372036854775807",
                "\"digest\" | \"other\"",
                "\"head\":\"sha256 | \"head\":\"sha512"
            })
    void refusesWhatDoesNotAddUp(String part, String other) {
        String json = new String(index(10, List.of(4L, 6L)).encode(), StandardCharsets.US_ASCII)
                .lines()
                .findFirst()
                .orElseThrow();
        String changed = json.replaceFirst(Pattern.quote(part), other) + "\n";
        String whole = changed
                + String.format(
                        Locale.ROOT,
                        "dray-volumes %010d %s\n",
                        changed.length(),
                        Digest.compute(DigestAlgorithm.SHA256, changed.getBytes(StandardCharsets.US_ASCII)));
        assertThat(changed).isNotEqualTo(json + "\n");

        assertThatThrownBy(() -> VolumeIndex.parseEnd(whole.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(InvalidDocumentException.class);
    }

    @Test
    void damageIsNoticed() {
        byte[] whole = index(500_000, List.of(300_000L, 200_000L)).encode();
        Random random = new Random(15);
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(VolumeIndex.parseEnd(damaged)).as("byte " + at).isNull();
            } catch (InvalidDocumentException e) {
                assertThat(e).hasMessageStartingWith("index of volumes");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bundle.tar.001, bundle.tar",
        "bundle.tar.volumes, bundle.tar",
        "a.1000, ",
        "bundle.tar, ",
        ".001, ",
        "dir/x.999, x"
    })
    void tellsTheNamesOfVolumes(String file, String archive) {
        assertThat(VolumeNames.ofPart(Path.of(file)).map(VolumeNames::archive).orElse(null))
                .isEqualTo(archive);
    }
}
