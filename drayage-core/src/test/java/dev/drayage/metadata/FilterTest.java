package dev.drayage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.filter.Filter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    private static final StoredImage IMAGE = StoredImage.of(
                    "docker.io/library/alpine:3.20",
                    Descriptor.of(MediaTypes.OCI_INDEX, Digest.compute(DigestAlgorithm.SHA256, new byte[0]), 0)
                            .withAnnotation("org.example.key", "note"))
            .withLabels(Map.of(
                    "env", "prod", "a.b", "dotted", "with space", "x, y", "quote\"d", "\u00e9\n", "number_1", "1"));

    private static boolean accepts(String... filters) {
        return Filter.anyOf(List.of(filters)).accepts(IMAGE::field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name",
                "name==docker.io/library/alpine:3.20",
                "name==\"docker.io/library/alpine:3.20\"",
                "name=='docker.io/library/alpine:3.20'",
                "name!=other",
                "name~=alpine",
                "name~=^docker\\.io/.*:3",
                "name~=/alpine:3\\.20$/",
                "name~=|library/alpine|",
                "name~=/docker.io\\/library/",
                "target.digest~=^sha256:e3b0",
                "target.mediatype==application/vnd.oci.image.index.v1+json",
                "labels.env",
                "labels.env==prod,name~=alpine",
                "labels.a.b==dotted",
                "labels.\"a.b\"==dotted",
                "labels.\"with space\"==\"x, y\"",
                "labels.'with space'",
                "labels.\"quote\\\"d\"==\"\\u00e9\\n\"",
                "labels.\"quote\\x22d\"==\"\\351\\012\"",
                "labels.number_1!=2",
                "labels.absent!=x",
                "labels.absent~=^$",
                "annotations.org.example.key==note"
            })
    void accepts(String filter) {
        assertThat(accepts(new String[] {filter})).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name==alpine",
                "name!=docker.io/library/alpine:3.20",
                "name~=^alpine",
                "labels.absent",
                "labels.absent==x",
                "labels.env==prod,labels.env==test",
                "nothing",
                "labels",
                "target",
                "target.size==0",
                "name.more==x"
            })
    void refuses(String filter) {
        assertThat(accepts(new String[] {filter})).isFalse();
    }

    @Test
    void acceptsWhatAnyOfSeveralAccepts() {
        assertThat(accepts("name==x", "labels.env==prod")).isTrue();
        assertThat(accepts("name==x", "name==y")).isFalse();
        assertThat(accepts(new String[0])).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "name=x;expected ==, != or ~= after the field at character 5",
                "==x;expected a field",
                "1name==x;expected a field",
                "name==;expected a value",
                "name==x y;expected a comma or the end at character 8",
                "name==x,;expected a field at character 9",
                "name.;expected a field at character 6",
                "name ==x;expected ==, != or ~= after the field at character 5",
                "name==\"x;the quote is not closed at character 7",
                "name==\"\\q\";unknown escape",
                "name==\"\\x1\";expected 2 digits",
                "name==\"\\U00110000\";expected 8 digits of a character's number",
                "name~=[;the regular expression is wrong"
            })
    void saysWhatIsWrongAndWhere(String filter, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Filter.anyOf(List.of(filter)))
                .withMessageContaining("is not a filter: ")
                .withMessageContaining(problem);
    }
}
