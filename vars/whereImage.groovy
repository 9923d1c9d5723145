/** Says where an image is, and where it still runs; see whereImage.txt. */
String call(Map options = [:]) {
    String document = null
    promotionEngine.onAgent(options) {
        String folder = promotionEngine.newFolder('where', options)
        promotionEngine(command: 'where', options: options, folder: folder)
        document = promotionEngine.output(folder, 'answer.json')
    }
    return document
}
