/** Says what is in each environment now; see imageStatus.txt. */
String call(Map options = [:]) {
    String document = null
    promotionEngine.onAgent(options) {
        String folder = promotionEngine.newFolder('status', options)
        promotionEngine(command: 'status', options: options, folder: folder)
        document = promotionEngine.output(folder, 'answer.json')
    }
    return document
}
