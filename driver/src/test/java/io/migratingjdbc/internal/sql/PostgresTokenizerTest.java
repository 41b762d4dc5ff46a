package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTokenizerTest {

    @Test
    void foldsUnquotedIdentifiersAndKeepsQuotedOnes() {
        assertThat(values("SELECT \"Weird \"\"Name\"\"\", Größe FROM s.Tab$1"))
                .containsExactly("select", "Weird \"Name\"", ",", "größe", "from", "s", ".", "tab$1");
    }

    @Test
    void skipsNestedCommentsWithWhatTheyHold() {
        assertThat(values("a /* ' ? /* $$ */ ; */ b -- ? ' \n c --")).containsExactly("a", "b", "c");
    }

    @Test
    void decodesEveryKindOfString() {
        assertThat(values("'it''s' , E'a\\'b\\n?' , $$a'?;$$ , $tag$ $$ ? $tag$ , '\\'"))
                .containsExactly("it's", ",", "a'b\n?", ",", "a'?;", ",", " $$ ? ", ",", "\\");
    }

    @Test
    void tellsParametersFromOperatorsAsThePostgresDriverDoes() {
        assertThat(tokens("a ?? 'k' and b ??| c and d ??& e and f like ?||'%' and g=? and h @?? ?"))
                .filteredOn(token -> token.kind() == Kind.PARAMETER || token.kind() == Kind.OPERATOR)
                .extracting(token -> token.kind() == Kind.PARAMETER ? "param" : token.value())
                .containsExactly("?", "?|", "?&", "param", "||", "=", "param", "@?", "param");
    }

    @Test
    void cutsOperatorsAsTheServerDoes() {
        assertThat(values("a=-1 b>=-?c @-d e*/**/f g--h"))
                .containsExactly("a", "=", "-", "1", "b", ">=", "-", "?", "c", "@-", "d", "e", "*", "f", "g");
    }

    @Test
    void readsNumbersAndCasts() {
        assertThat(values("1.5e-3 .5 10::int x[1:2]"))
                .containsExactly("1.5e-3", ".5", "10", "::", "int", "x", "[", "1", ":", "2", "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'open",
                "\"open",
                "/* open",
                "$$ open",
                "$1",
                "U&'\\00'",
                "1x",
                "E'\\u004'",
                "E'\\xc3'",
                "'a' 'b'",
                "'a' /*\n*/ 'b' 'c'",
                "a \\ b"
            })
    void refusesWhatIsMalformedOrDependsOnTheSession(String sql) {
        assertThatThrownBy(() -> PostgresTokenizer.tokenize(sql)).isInstanceOf(UnreadableSqlException.class);
    }

    @Test
    void decodesStringsAsTheServerDoes() {
        assertThat(values("E'\\u0041\\x42\\103\\q\\U00000044' 'a'\n 'b'".replace("' 'a'", "', 'a'")))
                .containsExactly("ABCqD", ",", "ab");
        assertThat(values("U&'\\0041\\+000042\\\\' || U&'!0043' uescape '!' || U&\"d\\0061t\""))
                .containsExactly("AB\\", "||", "C", "||", "dat");
        assertThat(values("1_000 0xFF 0b101 0o17")).containsExactly("1000", "255", "5", "15");
    }

    private static List<Token> tokens(String sql) {
        return PostgresTokenizer.tokenize(sql);
    }

    private static List<String> values(String sql) {
        return tokens(sql).stream().map(Token::value).toList();
    }
}
