import static net.bytebuddy.matcher.ElementMatchers.isPublic;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.DynamicType.Builder.MethodDefinition;
import net.bytebuddy.implementation.MethodCall;

/**
 * Writes one interface per JDBC interface, in which every method, the default ones included, is a default
 * method that calls the same method of {@code delegate()}. A hand-written wrapper implements such an
 * interface and overrides only what it does differently, so that no JDBC method can be forgotten.
 *
 * <p>Run by the build before javac, as a source-file program; argument: the folder for the class files.
 */
public final class GenerateForwarding {
    private static final String PACKAGE = "io.migratingjdbc.internal.forwarding.";

    private final File folder;

    private GenerateForwarding(File folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        GenerateForwarding generate = new GenerateForwarding(new File(arguments[0]));
        generate.write(Connection.class, null);
        generate.write(DatabaseMetaData.class, null);
        generate.write(ResultSet.class, null);
        generate.write(ResultSetMetaData.class, null);
        TypeDescription statement = generate.write(Statement.class, null);
        TypeDescription prepared = generate.write(PreparedStatement.class, statement);
        generate.write(CallableStatement.class, prepared);
    }

    /** A sub-interface inherits its parent's forwarding and narrows the type of {@code delegate()}. */
    private TypeDescription write(Class<?> jdbc, TypeDescription parent) throws IOException {
        List<TypeDescription> interfaces = new ArrayList<>();
        interfaces.add(TypeDescription.ForLoadedType.of(jdbc));
        if (parent != null) {
            interfaces.add(parent);
        }
        DynamicType.Builder<?> type = new ByteBuddy(ClassFileVersion.JAVA_V17)
                .makeInterface(interfaces)
                .name(PACKAGE + "Forwarding" + jdbc.getSimpleName())
                .modifiers(Visibility.PUBLIC, net.bytebuddy.description.modifier.TypeManifestation.INTERFACE);
        type = type.defineMethod("delegate", jdbc, Visibility.PUBLIC)
                .throwing(java.sql.SQLException.class)
                .withoutCode();
        MethodDescription delegate =
                type.toTypeDescription().getDeclaredMethods().filter(isPublic()).getOnly();
        if (parent != null) {
            // The bridge that keeps the parent's default methods working: they call delegate() by its wider type.
            type = bridge(type, jdbc, delegate);
        }
        for (Method method : jdbc.getMethods()) {
            boolean inherited = parent != null && !method.getDeclaringClass().equals(jdbc);
            if (!Modifier.isStatic(method.getModifiers()) && !inherited) {
                type = sameSignature(type, new MethodDescription.ForLoadedMethod(method))
                        .intercept(MethodCall.invoke(method)
                                .onMethodCall(MethodCall.invoke(delegate))
                                .withAllArguments());
            }
        }
        try (DynamicType.Unloaded<?> made = type.make()) {
            made.saveIn(folder);
            return made.getTypeDescription();
        }
    }

    /** With its generics: a wrapper that overrides unwrap(Class) could not be compiled otherwise. */
    private static MethodDefinition.ImplementationDefinition<?> sameSignature(
            DynamicType.Builder<?> type, MethodDescription method) {
        MethodDefinition.TypeVariableDefinition<?> definition = type.defineMethod(
                        method.getName(), method.getReturnType(), Visibility.PUBLIC)
                .withParameters(method.getParameters().asTypeList())
                .throwing(method.getExceptionTypes());
        for (TypeDescription.Generic variable : method.getTypeVariables()) {
            definition = definition.typeVariable(variable.getSymbol(), variable.getUpperBounds());
        }
        return definition;
    }

    private static DynamicType.Builder<?> bridge(
            DynamicType.Builder<?> type, Class<?> jdbc, MethodDescription delegate) {
        for (Class<?> wider : List.of(Statement.class, PreparedStatement.class)) {
            if (wider.isAssignableFrom(jdbc) && wider != jdbc) {
                type = type.defineMethod(
                                "delegate",
                                wider,
                                Visibility.PUBLIC,
                                net.bytebuddy.description.modifier.MethodManifestation.BRIDGE,
                                net.bytebuddy.description.modifier.SyntheticState.SYNTHETIC)
                        .throwing(java.sql.SQLException.class)
                        .intercept(MethodCall.invoke(delegate));
            }
        }
        return type;
    }
}
