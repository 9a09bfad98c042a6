package dev.drayage.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SurrogatesTest {

    @Test
    void sortsAPairAfterTheHighestCharacterWithoutOne() {
        assertThat(Surrogates.compareAsUtf8("\ud83d\ude00", "\uffff")).isPositive();
        assertThat("\ud83d\ude00".compareTo("\uffff")).isNegative();
    }

    @Test
    void sortsTextsAsTheirBytes() {
        Randomized.check(5000, random -> {
            String a = text(random);
            String b = text(random);
            int byBytes =
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
            assertThat(Integer.signum(Surrogates.compareAsUtf8(a, b))).isEqualTo(Integer.signum(byBytes));
        });
    }

    @Test
    void replacesOnlyHalvesWithoutTheirOther() {
        assertThat(Surrogates.replaceUnpaired("a\ud83db\ude00\ud83d\ude00")).isEqualTo("a\ufffdb\ufffd\ud83d\ude00");
        String whole = "\ud83d\ude00";
        assertThat(Surrogates.replaceUnpaired(whole)).isSameAs(whole);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(Randomized.oneOf(
                    random, List.of("a", "b", "\u00e9", "\ue000", "\uffff", "\ud800\udc00", "\ud83d\ude00")));
        }
        return text.toString();
    }
}
