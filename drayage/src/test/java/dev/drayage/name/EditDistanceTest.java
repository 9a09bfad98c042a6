package dev.drayage.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "'', abc, 3",
        "abc, '', 3",
        "export, export, 0",
        "exprot, export, 1",
        "exort, export, 1",
        "exxport, export, 1",
        "expors, export, 1",
        "expotr, exports, 2",
        "kitten, sitting, 3"
    })
    void countsLettersChangedAddedRemovedAndSwapped(String first, String second, int distance) {
        assertThat(EditDistance.between(first, second)).isEqualTo(distance);
        assertThat(EditDistance.between(second, first)).isEqualTo(distance);
    }

    @Test
    void theNearestOfWordsIsNearAtAll() {
        List<String> words = List.of("ls", "tree", "export", "repositories");

        assertThat(EditDistance.nearest("EXPROT", words)).contains("export");
        assertThat(EditDistance.nearest("repositery", words)).isEmpty();
        assertThat(EditDistance.nearest("repositorys", words)).contains("repositories");
        assertThat(EditDistance.nearest("tre", words)).contains("tree");
        assertThat(EditDistance.nearest("ps", words)).isEmpty();
        assertThat(EditDistance.nearest("free-form", words)).isEmpty();
        assertThat(EditDistance.nearest("", words)).isEmpty();
    }
}
