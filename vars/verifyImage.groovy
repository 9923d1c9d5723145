/** Says whether an image came where it is by the path that the policy asks for; see verifyImage.txt. */
String call(Map options = [:]) {
    String reference = null
    promotionEngine.onAgent(options) {
        reference = promotionEngine(command: 'verify', options: options, folder: promotionEngine.newFolder("verify-${options.env}", options))
    }
    return reference
}
