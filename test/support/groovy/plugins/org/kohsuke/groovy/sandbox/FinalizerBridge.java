package org.kohsuke.groovy.sandbox;

import groovyjarjarasm.asm.ClassReader;
import groovyjarjarasm.asm.ClassWriter;
import groovyjarjarasm.asm.MethodVisitor;
import groovyjarjarasm.asm.Opcodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import org.codehaus.groovy.ast.MethodNode;

/** Gives the published SandboxTransformer the one method of its later versions that groovy-cps 1.31 calls. */
public final class FinalizerBridge {
    private FinalizerBridge() {}

    /** To be called before anything else needs SandboxTransformer. */
    public static void install() {
        try (InputStream published = FinalizerBridge.class.getResourceAsStream("SandboxTransformer.class")) {
            ClassWriter bridged = new ClassWriter(0);
            new ClassReader(published.readAllBytes()).accept(bridged, 0);
            String signature = "(Lorg/codehaus/groovy/ast/MethodNode;)V";
            MethodVisitor method = bridged.visitMethod(Opcodes.ACC_PUBLIC, "forbidIfFinalizer", signature, null, null);
            method.visitCode();
            method.visitVarInsn(Opcodes.ALOAD, 1);
            method.visitMethodInsn(Opcodes.INVOKESTATIC, "org/kohsuke/groovy/sandbox/FinalizerBridge", "forbidIfFinalizer", signature, false);
            method.visitInsn(Opcodes.RETURN);
            method.visitMaxs(1, 2);
            method.visitEnd();
            MethodHandles.lookup().defineClass(bridged.toByteArray());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static void forbidIfFinalizer(MethodNode method) {
        if (method.getName().equals("finalize") && method.getParameters().length == 0) {
            throw new SecurityException("Sandboxed code may not override Object.finalize()");
        }
    }
}
